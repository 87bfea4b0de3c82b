import type { Body } from "../../api/schemas";
import { useTexts, useWording } from "../../i18n/context";
import { INSTRUCTIONS } from "../../i18n/instructions";
import { dateTime } from "../../i18n/language";
import { type Fact, FactList } from "./InstructionFacts";

interface DisclosureRowProps {
  readonly made: Body<"DisclosureView">;
  /** Whose data it is, where that is to be said. */
  readonly whose?: string;
}

/** Data that was handed over, as an entry of a list. */
export function DisclosureRow({ made, whose }: DisclosureRowProps) {
  const { language } = useWording();
  const t = useTexts(INSTRUCTIONS);
  const details = [
    whose,
    dateTime(made.made_at, language),
    made.data.map((one) => t.data[one]).join(", "),
    `${t.envelopes}: ${made.envelopes?.join(", ") ?? t.allEnvelopes}`,
    `${t.basis} ${made.instruction_id ?? made.duty_id ?? ""}`,
    made.words,
  ];
  return (
    <li class="record">
      <span class="record__main">
        <span class="record__title">
          {made.recipient.name} ({made.recipient.country})
        </span>
        <span class="record__detail">{details.filter((part) => part !== undefined).join(" · ")}</span>
      </span>
    </li>
  );
}

interface DutyFactsProps {
  readonly duty: Body<"DutyView">;
  /** What else is to be said, before the rest. */
  readonly first?: readonly Fact[];
}

/** What the law demands, and when the controller was told. */
export function DutyFacts({ duty, first = [] }: DutyFactsProps) {
  const { language } = useWording();
  const t = useTexts(INSTRUCTIONS);
  const told = duty.told_at ?? duty.contacted_at;
  const facts: Fact[] = [
    ...first,
    [t.recipient, `${duty.recipient} (${duty.country})`],
    [t.ground, duty.ground],
    [t.which, duty.data.map((one) => t.data[one]).join(", ")],
    [t.text, duty.words],
  ];
  if (told != null) facts.push([t.date, t.told(dateTime(told, language))]);
  return <FactList facts={facts} />;
}
