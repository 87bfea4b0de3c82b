import { useWording } from "../i18n/context";
import { LANGUAGES, MESSAGES } from "../i18n/language";
import { Flourish } from "./Flourish";

/** Name of the service and choice of language, at the top of every page. */
export function Header() {
  const { language, t, choose } = useWording();
  return (
    <header class="top">
      <div class="wordmark">
        <span class="wordmark__name">Rúbrica</span>
        <Flourish />
      </div>
      <div class="languages" role="group" aria-label={t.language}>
        {LANGUAGES.map((option) => (
          <button
            key={option}
            type="button"
            lang={option}
            class="languages__option"
            aria-pressed={option === language}
            onClick={() => choose(option)}
          >
            {MESSAGES[option].languageName}
          </button>
        ))}
      </div>
    </header>
  );
}
