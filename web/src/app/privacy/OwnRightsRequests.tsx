import { useState } from "preact/hooks";
import { answerRightsRequest, listOwnRightsRequests } from "../../api/rights";
import type { Body } from "../../api/schemas";
import { useTexts, useWording } from "../../i18n/context";
import { dateTime } from "../../i18n/language";
import { RIGHT_NAMES } from "../../i18n/rights";
import { RIGHTS_REQUESTS } from "../../i18n/rights_requests";
import { Paged } from "../lists/Paged";
import { usePages } from "../lists/use_pages";
import { Section } from "../shell/Section";
import { AnswerRequest } from "./AnswerRequest";

/** Requests of people that were passed on to the business, and its answers (contract P6). */
export function OwnRightsRequests() {
  const t = useTexts(RIGHTS_REQUESTS);
  const pages = usePages(listOwnRightsRequests, "rights");
  return (
    <Section title={t.title} lead={t.ownLead}>
      <Paged pages={pages} none={<p class="notice">{t.none}</p>}>
        {pages.items.map((request) => (
          <OwnRequest key={request.id} request={request} onAnswered={() => void pages.loaded.reload()} />
        ))}
      </Paged>
    </Section>
  );
}

interface OwnRequestProps {
  readonly request: Body<"OwnRightsRequest">;
  onAnswered(): void;
}

function OwnRequest({ request, onAnswered }: OwnRequestProps) {
  const { language } = useWording();
  const t = useTexts(RIGHTS_REQUESTS);
  const names = useTexts(RIGHT_NAMES);
  const [asking, setAsking] = useState(false);
  const day = (at: string) => dateTime(at, language);
  const who = [request.name, request.email].filter((part) => part != null).join(", ");
  const facts: (readonly [string, string])[] = [
    [t.who, who],
    [t.received, day(request.received_at)],
    [t.envelopes, String(request.envelopes)],
  ];
  if (request.words != null) facts.push([t.words, request.words]);
  if (request.outcome == null) facts.push([t.answerBy, day(request.answer_due_at)]);
  if (request.answer != null) facts.push([t.answerText, request.answer]);
  if (request.measure_reference != null) facts.push([t.reference, request.measure_reference]);
  if (request.resolved_at != null) facts.push([t.outcome, t.answered(day(request.resolved_at))]);
  return (
    <article aria-label={`${names[request.right]}, ${who}`}>
      <h3>
        {names[request.right]} ({t.article(request.article)})
      </h3>
      <p>
        <span class={request.outcome == null ? "state state--wrong" : "state"}>
          {request.outcome == null ? t.states.in_hand : t.outcomes[request.outcome]}
        </span>{" "}
        {t.identities[request.identity]}
      </p>
      <dl class="facts facts--wide">
        {facts.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      {request.person_told_at != null && <p>{t.told(day(request.person_told_at))}</p>}
      {request.person_unreached_at != null && <p class="notice notice--wrong">{t.unreached}</p>}
      {(request.outcome == null || request.person_unreached_at != null) && (
        <div class="row">
          <button type="button" class="button button--primary" onClick={() => setAsking(true)}>
            {request.outcome == null ? t.answer : t.answerAgain}
          </button>
        </div>
      )}
      {asking && (
        <AnswerRequest
          again={request.person_unreached_at !== null}
          act={(body, key) => answerRightsRequest(request.id, body, key)}
          onClose={() => setAsking(false)}
          onDone={() => {
            setAsking(false);
            onAnswered();
          }}
        />
      )}
    </article>
  );
}
