import type { ComponentChildren } from "preact";
import { APP } from "../../i18n/app";
import { useTexts, useWording } from "../../i18n/context";
import { LANGUAGES, MESSAGES } from "../../i18n/language";
import { Flourish } from "../../shared/Flourish";
import { BusinessChoice } from "./BusinessChoice";
import { Menu } from "./Menu";
import { SignOut } from "./SignOut";

/** What surrounds every page of the private area. */
export function Shell({ path, children }: { path: string; children: ComponentChildren }) {
  const t = useTexts(APP);
  return (
    <div class="office">
      <a class="skip" href="#page">
        {t.skip}
      </a>
      <header class="office__top">
        <a class="wordmark" href="/app" aria-label={t.home}>
          <span class="wordmark__name">Rúbrica</span>
          <Flourish />
        </a>
        <BusinessChoice />
        <LanguageChoice />
        <SignOut />
      </header>
      <Menu path={path} />
      <main id="page" class="office__page" tabIndex={-1}>
        {children}
      </main>
    </div>
  );
}

/** The other language, by its own name. */
function LanguageChoice() {
  const { language, choose } = useWording();
  const other = LANGUAGES.find((one) => one !== language) ?? language;
  return (
    <button type="button" lang={other} class="button button--bare" onClick={() => choose(other)}>
      {MESSAGES[other].languageName}
    </button>
  );
}
