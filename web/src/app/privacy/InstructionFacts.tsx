import type { Body } from "../../api/schemas";
import { useTexts, useWording } from "../../i18n/context";
import { INSTRUCTIONS } from "../../i18n/instructions";
import { dateTime } from "../../i18n/language";

export type Fact = readonly [string, string];

/** Names and values. */
export function FactList({ facts }: { readonly facts: readonly Fact[] }) {
  return (
    <dl class="facts facts--wide">
      {facts.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}

interface InstructionFactsProps {
  readonly instruction: Body<"InstructionView">;
  /** What else is to be said, before the rest. */
  readonly first?: readonly Fact[];
}

/** An instruction as it stands, with everything that was said about it. */
export function InstructionFacts({ instruction, first = [] }: InstructionFactsProps) {
  const { language } = useWording();
  const t = useTexts(INSTRUCTIONS);
  const { disclosure, answer_due_at } = instruction;
  const facts: Fact[] = [...first, [disclosure == null ? t.text : t.purpose, instruction.text]];
  if (disclosure != null) {
    const { recipient } = disclosure;
    facts.push(
      [t.entity, `${recipient.name} (${recipient.tax_id}, ${recipient.country}), ${recipient.email}`],
      [t.which, disclosure.data.map((one) => t.data[one]).join(", ")],
      [t.envelopes, disclosure.envelopes?.join(", ") ?? t.allEnvelopes],
      [t.measures, disclosure.measures],
    );
    if (disclosure.safeguards != null) facts.push([t.safeguards, disclosure.safeguards]);
  }
  facts.push([t.since, dateTime(instruction.state_at, language)]);
  if (answer_due_at != null) facts.push([t.answerBy, dateTime(answer_due_at, language)]);
  facts.push([t.digest, instruction.sha256]);
  return (
    <>
      <FactList facts={facts} />
      <h3>{t.history}</h3>
      <ul class="records">
        {instruction.entries.map((entry) => (
          <li key={entry.id} class="record">
            <span class="record__main">
              <span class="record__title">
                {t.acts[entry.act]}, {t.version(entry.version).toLowerCase()}
              </span>
              <span class="record__detail">
                {[dateTime(entry.at, language), entry.ground, entry.words]
                  .filter((part) => part != null)
                  .join(" · ")}
              </span>
            </span>
          </li>
        ))}
      </ul>
    </>
  );
}
