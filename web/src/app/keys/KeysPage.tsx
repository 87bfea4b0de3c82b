import { useState } from "preact/hooks";
import { listKeys, revokeKey } from "../../api/keys";
import type { Body } from "../../api/schemas";
import { Confirm } from "../../forms/Confirm";
import { useTexts, useWording } from "../../i18n/context";
import { KEYS } from "../../i18n/keys";
import { shortDate } from "../../i18n/language";
import { Shown } from "../lists/Shown";
import { useLoaded } from "../lists/use_loaded";
import { PageHead } from "../shell/PageHead";
import { Section } from "../shell/Section";
import { NewKey } from "./NewKey";

type Key = Body<"ApiKeyView">;

/** Keys by which programs act for the business. */
export default function KeysPage() {
  const t = useTexts(KEYS);
  const loaded = useLoaded(listKeys);
  const [ending, setEnding] = useState<Key | null>(null);
  return (
    <>
      <PageHead title={t.title} lead={t.lead} />
      <NewKey onMade={() => void loaded.reload()} />
      <Section title={t.working}>
        <Shown loaded={loaded}>
          {(page) =>
            page.items.length === 0 ? (
              <p class="field__hint">{t.none}</p>
            ) : (
              <ul class="rows">
                {page.items.map((key) => (
                  <KeyRow key={key.id} shown={key} onEnd={() => setEnding(key)} />
                ))}
              </ul>
            )
          }
        </Shown>
      </Section>
      {ending !== null && (
        <Confirm
          title={t.endTitle(ending.name)}
          text={t.endText}
          confirm={t.end}
          confirming={t.ending}
          act={() => revokeKey(ending.id)}
          onClose={() => setEnding(null)}
          onDone={() => {
            setEnding(null);
            void loaded.reload();
          }}
        />
      )}
    </>
  );
}

function KeyRow({ shown, onEnd }: { shown: Key; onEnd: () => void }) {
  const { language } = useWording();
  const t = useTexts(KEYS);
  return (
    <li class="rows__row">
      <span class="rows__main">
        <span class="rows__title">{shown.name}</span>
        <span class="rows__detail">
          <code>{shown.hint}…</code> · {t.made(shortDate(shown.created_at, language))} ·{" "}
          {shown.last_used_at === null ? t.unused : t.used(shortDate(shown.last_used_at, language))}
        </span>
      </span>
      <button type="button" class="button button--quiet" onClick={onEnd}>
        {t.end}
        <span class="unseen"> {shown.name}</span>
      </button>
    </li>
  );
}
