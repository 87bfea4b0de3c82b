import type { Body } from "../../../api/schemas";
import { BREACHES } from "../../../i18n/breaches";
import { useTexts, useWording } from "../../../i18n/context";
import { dateTime } from "../../../i18n/language";
import { Section } from "../../shell/Section";
import { hoursLeft } from "./clock";

/** Until when controllers and the authority have to know, or since when they do. */
export function Clocks({ breach }: { breach: Body<"BreachDetail"> }) {
  const { language } = useWording();
  const t = useTexts(BREACHES);
  const until = (due: string) => t.until(dateTime(due, language), t.left(hoursLeft(due)));
  const ended = breach.closed_at !== null;
  const { authority_filed_at, authority_reference } = breach;
  const filed =
    authority_filed_at == null
      ? null
      : t.filedAt(dateTime(authority_filed_at, language), authority_reference ?? "");
  return (
    <Section title={t.clocks}>
      <dl class="facts facts--wide">
        <div>
          <dt>{t.toControllers}</dt>
          <dd>
            {breach.told !== null
              ? t.told
              : ended
                ? t.states[breach.state]
                : until(breach.controllers_due_at)}
          </dd>
        </div>
        {!breach.drill && (
          <div>
            <dt>{t.toAuthority}</dt>
            <dd>{filed ?? (ended ? t.states[breach.state] : until(breach.authority_due_at))}</dd>
          </div>
        )}
      </dl>
    </Section>
  );
}
