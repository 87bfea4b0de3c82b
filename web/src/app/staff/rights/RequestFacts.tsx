import type { Body } from "../../../api/schemas";
import { useTexts, useWording } from "../../../i18n/context";
import { dateTime } from "../../../i18n/language";
import { PRIVACY } from "../../../i18n/privacy";
import { RIGHTS_REQUESTS } from "../../../i18n/rights_requests";
import { isWrong } from "../../privacy/deadline_outcome";

interface RequestProps {
  readonly request: Body<"RightsRequestDetail">;
}

/** Who asks for what, since when, and how the person was identified. */
export function RequestFacts({ request }: RequestProps) {
  const { language } = useWording();
  const t = useTexts(RIGHTS_REQUESTS);
  const day = (at: string) => dateTime(at, language);
  const facts: (readonly [string, string])[] = [
    [t.channel, t.channels[request.channel]],
    [t.received, day(request.received_at)],
    [t.identities[request.identity], request.identity_reason ?? "—"],
  ];
  if (request.email != null) facts.unshift([t.who, `${request.name ?? ""} ${request.email}`.trim()]);
  if (request.words != null) facts.push([t.words, request.words]);
  if (request.passed_on_at != null) facts.push([t.passedOn, day(request.passed_on_at)]);
  else if (request.ended_at == null) facts.push([t.passOnBy, day(request.pass_on_due_at)]);
  if (request.own_due_at != null) facts.push([t.ownBy, day(request.own_due_at)]);
  if (request.extension_reason != null) facts.push([t.extended, request.extension_reason]);
  return (
    <>
      <dl class="facts facts--wide">
        {facts.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      {request.extension_unreached_at != null && <p class="notice notice--wrong">{t.extensionUnreached}</p>}
    </>
  );
}

/** Who answers, what each has done, and the clocks. */
export function RequestParts({ request }: RequestProps) {
  const { language } = useWording();
  const t = useTexts(RIGHTS_REQUESTS);
  const kinds = useTexts(PRIVACY).kinds;
  return (
    <>
      {request.parts.length > 0 && <h3>{t.parts}</h3>}
      <ul class="records">
        {request.parts.map((part) => (
          <li key={part.business_id ?? "own"} class="record">
            <span class="record__main">
              <span class="record__title">{part.business_id ?? t.ourselves}</span>
              <span class="record__detail">
                {part.unreached_at != null
                  ? t.noMail
                  : part.passed_at == null
                    ? t.notTold
                    : t.toldOn(dateTime(part.passed_at, language))}
                {part.answer == null ? "" : ` · ${part.answer}`}
                {part.person_unreached_at == null ? "" : ` · ${t.unreached}`}
              </span>
            </span>
            <span class={isReached(part) ? "state" : "state state--wrong"}>
              {part.outcome == null ? t.states.in_hand : t.outcomes[part.outcome]}
            </span>
          </li>
        ))}
      </ul>
      {request.clocks.length > 0 && <h3>{t.clocks}</h3>}
      <ul class="records">
        {request.clocks.map((clock) => (
          <li key={clock.id} class="record">
            <span class="record__main">
              <span class="record__title">
                {kinds[clock.kind]}, {dateTime(clock.due_at, language)}
              </span>
              <span class="record__detail">
                {clock.rule} · {clock.ground} · {clock.business_id ?? t.ourselves}
              </span>
            </span>
            <span class={isWrong(clock.outcome) ? "state state--wrong" : "state"}>
              {clock.outcome == null ? t.runs : t[clock.outcome]}
            </span>
          </li>
        ))}
      </ul>
    </>
  );
}

const isReached = (part: Body<"RightsPartView">) =>
  part.unreached_at == null && part.person_unreached_at == null;
