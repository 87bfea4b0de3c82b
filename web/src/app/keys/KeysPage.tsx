import { useState } from "preact/hooks";
import { listKeys, revokeKey, rotateKey } from "../../api/keys";
import type { Body } from "../../api/schemas";
import { Confirm } from "../../forms/Confirm";
import { useTexts } from "../../i18n/context";
import { KEYS } from "../../i18n/keys";
import { Shown } from "../lists/Shown";
import { useLoaded } from "../lists/use_loaded";
import { PageHead } from "../shell/PageHead";
import { Section } from "../shell/Section";
import { KeyRow } from "./KeyRow";
import { NewKey } from "./NewKey";
import { ShownOnce } from "./ShownOnce";

type Key = Body<"ApiKeyView">;
/** Hours in which a key that is replaced goes on working. */
const OVERLAP = 24;

/** Keys by which programs act for the business. */
export default function KeysPage() {
  const t = useTexts(KEYS);
  const loaded = useLoaded(listKeys);
  const [asked, setAsked] = useState<{ readonly what: "end" | "rotate"; readonly key: Key } | null>(null);
  const [secret, setSecret] = useState<string | null>(null);
  const done = () => {
    setAsked(null);
    void loaded.reload();
  };
  const made = (key: Body<"ApiKeyMade">) => {
    setSecret(key.secret);
    done();
  };
  return (
    <>
      <PageHead title={t.title} lead={t.lead} />
      <NewKey onMade={made} />
      <Section title={t.working}>
        <Shown loaded={loaded}>
          {(page) =>
            page.items.length === 0 ? (
              <p class="field__hint">{t.none}</p>
            ) : (
              <ul class="rows">
                {page.items.map((key) => (
                  <KeyRow
                    key={key.id}
                    shown={key}
                    onEnd={() => setAsked({ what: "end", key })}
                    onRotate={() => setAsked({ what: "rotate", key })}
                  />
                ))}
              </ul>
            )
          }
        </Shown>
      </Section>
      {asked?.what === "end" && (
        <Confirm
          title={t.endTitle(asked.key.name)}
          text={t.endText}
          confirm={t.end}
          confirming={t.ending}
          act={() => revokeKey(asked.key.id)}
          onClose={() => setAsked(null)}
          onDone={done}
        />
      )}
      {asked?.what === "rotate" && (
        <Confirm
          title={t.rotateTitle(asked.key.name)}
          text={t.rotateText}
          confirm={t.rotate}
          confirming={t.rotating}
          danger={false}
          act={(key) => rotateKey(asked.key.id, OVERLAP, key)}
          onClose={() => setAsked(null)}
          onDone={made}
        />
      )}
      {secret !== null && (
        <ShownOnce
          title={t.once}
          text={t.onceText}
          lines={[secret]}
          file="rubrica-key.txt"
          onClose={() => setSecret(null)}
        />
      )}
    </>
  );
}
