import type { Body } from "../../api/schemas";
import { useTexts, useWording } from "../../i18n/context";
import { PRIVACY } from "../../i18n/privacy";

interface SubprocessorFactsProps {
  readonly subprocessor: Body<"SubprocessorView">;
  /** What else is to be said, before what is published. */
  readonly dates: readonly (readonly [string, string])[];
}

/** What is published of a sub-processor. */
export function SubprocessorFacts({ subprocessor, dates }: SubprocessorFactsProps) {
  const { language } = useWording();
  const t = useTexts(PRIVACY);
  const facts: readonly (readonly [string, string])[] = [
    ...dates,
    [t.purpose, subprocessor.purpose[language]],
    [t.data, subprocessor.data[language]],
    [t.country, subprocessor.country],
    [t.safeguards, subprocessor.safeguards[language]],
    [t.contact, subprocessor.contact],
  ];
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
