import { useState } from "preact/hooks";
import { acceptInvitation, declineInvitation, lookAtInvitation } from "../api/members";
import { Trouble } from "../forms/Form";
import { useAct } from "../forms/use_act";
import { useTexts, useWording } from "../i18n/context";
import { INVITATION } from "../i18n/invitation";
import { problemSentence } from "../i18n/problems";
import type { PathValues } from "../routing/match";
import { OutcomePage } from "../shared/OutcomePage";
import { Waiting } from "../shared/Waiting";
import { AccountFrame } from "./AccountFrame";
import { InvitedNewcomer } from "./InvitedNewcomer";
import { InvitedUser } from "./InvitedUser";
import { useLook } from "./use_look";

type Stage = "answering" | "accepted" | "declined";

/** The page of a mailed invitation: who invites to what, and an answer by whoever received it (contract A5). */
export default function InvitationPage({ token = "" }: PathValues) {
  const { language, t: common } = useWording();
  const t = useTexts(INVITATION);
  const { look, problem, persistent } = useLook(token, lookAtInvitation);
  const [stage, setStage] = useState<Stage>("answering");
  if (stage === "declined")
    return <OutcomePage title={t.declined} mood="ended" children={<p>{t.declinedText}</p>} />;
  if (problem !== null) {
    return (
      <OutcomePage title={t.invalid} mood="ended">
        <p>{problemSentence(problem, language)}</p>
      </OutcomePage>
    );
  }
  if (look === null) {
    return (
      <OutcomePage title={t.opening} mood="calm">
        <Waiting persistent={persistent} kept={common.waiting.opening} stoppable={false} />
      </OutcomePage>
    );
  }
  if (look.state !== "pending") {
    return (
      <OutcomePage title={t.ended} mood="ended">
        <p>{t.states[look.state]}</p>
        <a class="button" href="/sign-in">
          {t.toSignIn}
        </a>
      </OutcomePage>
    );
  }
  const enter = () => window.location.assign("/app");
  const accept = (key: string) => acceptInvitation(token, key);
  return (
    <AccountFrame
      asks={look.invited_by === null ? t.asksNobody : t.asks(look.invited_by)}
      title={look.business}
      lead={t.lead}
      seed={look.business}
      foot={<Decline token={token} onDeclined={() => setStage("declined")} />}
    >
      {look.registered ? (
        <InvitedUser email={look.email} accept={accept} onAccepted={enter} />
      ) : (
        <InvitedNewcomer token={token} email={look.email} onAccepted={enter} />
      )}
    </AccountFrame>
  );
}

function Decline({ token, onDeclined }: { token: string; onDeclined: () => void }) {
  const t = useTexts(INVITATION);
  const act = useAct();
  const decline = async () => {
    if ((await act.run(token, declineInvitation)) !== null) onDeclined();
  };
  return (
    <>
      <button
        type="button"
        class="button button--link"
        aria-disabled={act.busy}
        onClick={() => void decline()}
      >
        {t.decline}
      </button>
      <Trouble act={act} />
    </>
  );
}
