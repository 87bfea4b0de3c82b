import { useState } from "preact/hooks";
import type { Result } from "../../../api/problem";
import type { Body } from "../../../api/schemas";
import {
  decideIdentity,
  extendRightsRequest,
  readRightsRequest,
  resolveRightsRequest,
} from "../../../api/staff/rights";
import { AskReason } from "../../../forms/AskReason";
import { useTexts } from "../../../i18n/context";
import { RIGHT_NAMES } from "../../../i18n/rights";
import { RIGHTS_REQUESTS } from "../../../i18n/rights_requests";
import { Shown } from "../../lists/Shown";
import { useLoaded } from "../../lists/use_loaded";
import { AnswerRequest } from "../../privacy/AnswerRequest";
import { Section } from "../../shell/Section";
import { RequestFacts, RequestParts } from "./RequestFacts";

type Detail = Body<"RightsRequestDetail">;
type Asked = "identify" | "refuseIdentity" | "extend" | "answer" | "answerAgain";

interface KeptRequestProps {
  readonly id: string;
  onChanged(): void;
  onClose(): void;
}

/** One request with its clocks, and what the dpo may do about it. */
export function KeptRequest({ id, onChanged, onClose }: KeptRequestProps) {
  const t = useTexts(RIGHTS_REQUESTS);
  const names = useTexts(RIGHT_NAMES);
  const loaded = useLoaded(() => readRightsRequest(id), id);
  const [asked, setAsked] = useState<Asked | null>(null);
  const done = (detail: Detail) => {
    setAsked(null);
    loaded.show(detail);
    onChanged();
  };
  return (
    <Shown loaded={loaded}>
      {(request) => (
        <Section
          title={`${names[request.right]} (${t.article(request.article)})`}
          aside={<span class="state">{t.states[request.state]}</span>}
        >
          <RequestFacts request={request} />
          <RequestParts request={request} />
          <div class="row">
            {actsOf(request).map((act) => (
              <button key={act} type="button" class="button" onClick={() => setAsked(act)}>
                {t[act]}
              </button>
            ))}
            <button type="button" class="button button--quiet" onClick={onClose}>
              {t.hide}
            </button>
          </div>
          {(asked === "answer" || asked === "answerAgain") && (
            <AnswerRequest
              again={asked === "answerAgain"}
              act={(body, key) => resolveRightsRequest(id, body, key)}
              onClose={() => setAsked(null)}
              onDone={done}
            />
          )}
          {asked !== null && asked !== "answer" && asked !== "answerAgain" && (
            <AskReason
              title={t[asked]}
              text={asked === "extend" ? <p>{t.extendText}</p> : undefined}
              label={t.reason}
              confirm={t[asked]}
              act={(reason, key) => withReason(asked, id, reason, key)}
              onClose={() => setAsked(null)}
              onDone={done}
            />
          )}
        </Section>
      )}
    </Shown>
  );
}

function withReason(
  asked: Exclude<Asked, "answer" | "answerAgain">,
  id: string,
  reason: string,
  key: string,
): Promise<Result<Detail>> {
  if (asked === "extend") return extendRightsRequest(id, reason, key);
  return decideIdentity(id, { accepted: asked === "identify", reason }, key);
}

/** What is open to the dpo as the request stands. */
function actsOf(request: Detail): readonly Asked[] {
  const acts: Asked[] = [];
  if (request.ended_at == null) {
    if (request.identity === "pending" || request.identity === "refused") acts.push("identify");
    if (request.identity === "pending") acts.push("refuseIdentity");
  }
  if (request.own_due_at != null) {
    if (request.extended_at == null) acts.push("extend");
    acts.push("answer");
  }
  const own = request.parts.find((part) => part.business_id == null);
  if (own?.person_unreached_at != null) acts.push("answerAgain");
  return acts;
}
