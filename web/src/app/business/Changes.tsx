import { listBusinessChanges } from "../../api/accounts";
import type { BusinessView } from "../../api/schemas";
import { BUSINESS_SETTINGS } from "../../i18n/business_settings";
import { useTexts, useWording } from "../../i18n/context";
import { dateTime } from "../../i18n/language";
import { Shown } from "../lists/Shown";
import { useLoaded } from "../lists/use_loaded";
import { Section } from "../shell/Section";

type Texts = (typeof BUSINESS_SETTINGS)["es"];

/** What was changed of the business, and what was there before. */
export function Changes({ business }: { business: BusinessView }) {
  const { language } = useWording();
  const t = useTexts(BUSINESS_SETTINGS);
  const loaded = useLoaded(listBusinessChanges, JSON.stringify(business));
  return (
    <Section title={t.history}>
      <Shown loaded={loaded}>
        {({ items }) =>
          items.length === 0 ? (
            <p>{t.historyNone}</p>
          ) : (
            <ul class="rows">
              {items.map(({ at, changes }) => (
                <li key={at} class="rows__row">
                  <span class="rows__main">
                    {Object.entries(changes).map(([name, { before, after }]) => (
                      <span key={name}>
                        <span class="rows__title">{t.names[name] ?? name}</span>{" "}
                        {t.changed(toldOf(name, before, t), toldOf(name, after, t))}
                      </span>
                    ))}
                    <span class="rows__detail">{dateTime(at, language)}</span>
                  </span>
                </li>
              ))}
            </ul>
          )
        }
      </Shown>
    </Section>
  );
}

/** A datum by its name: how its owner contracts has words of its own. */
function toldOf(name: string, value: unknown, t: Texts): string {
  return (name === "customer_kind" ? t.kinds[String(value)] : undefined) ?? told(value, t);
}

/** A datum of any kind in words. */
function told(value: unknown, t: Texts): string {
  if (value === true) return t.yes;
  if (value === false) return t.no;
  if (value === null || value === undefined || value === "") return t.nothing;
  if (typeof value !== "object") return String(value);
  const parts = Object.values(value).filter((part) => part !== "" && part !== null);
  return parts.length === 0 ? t.nothing : parts.map((part) => told(part, t)).join(", ");
}
