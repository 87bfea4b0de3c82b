import type { Subscription, Timeline } from "../../api/subscription";
import { useTexts, useWording } from "../../i18n/context";
import type { Language } from "../../i18n/language";
import { contractDay, euros, lastContractDay } from "../../i18n/money";
import { SUBSCRIPTION } from "../../i18n/subscription";
import { Section } from "../shell/Section";

type Texts = (typeof SUBSCRIPTION)["es"];

interface FactsProps {
  readonly subscription: Subscription;
  readonly outlook: Timeline;
}

/** The contract in a few facts: plan, price, what is charged next, and its end where it has one. */
export function Facts({ subscription, outlook }: FactsProps) {
  const { language } = useWording();
  const t = useTexts(SUBSCRIPTION);
  return (
    <Section title={t.contract}>
      <dl class="facts facts--wide">
        {factsOf(subscription, outlook, t, language).map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
    </Section>
  );
}

function factsOf(one: Subscription, outlook: Timeline, t: Texts, language: Language): [string, string][] {
  const { plan, zone } = one;
  const last = (at: string) => lastContractDay(at, language, zone);
  const ends: [string, string | null][] = [
    [t.ends, one.ends_at && last(one.ends_at)],
    [t.downloads, one.downloads_end && last(one.downloads_end)],
    [t.closes, one.blocked_at && contractDay(one.blocked_at, language, zone)],
  ];
  return [
    [t.plan, plan.names[language]],
    [t.price, t.fee[plan.kind](euros(plan.fee, language), plan.months)],
    [t.since, contractDay(one.selected_at, language, zone)],
    [t.next, nextCharge(outlook, t, language)],
    ...ends.filter((entry): entry is [string, string] => entry[1] !== null),
  ];
}

/** The first charge to come, as the timeline foretells it. */
function nextCharge({ lines, zone }: Timeline, t: Texts, language: Language): string {
  const coming = lines.find(({ what, at }) => what.startsWith("charge:") && Date.parse(at) > Date.now());
  if (coming === undefined || coming.amount === null) return t.nextNone;
  return t.nextOn(euros(coming.amount, language), contractDay(coming.at, language, zone));
}
