import { useState } from "preact/hooks";
import type { Body } from "../api/schemas";
import { lookAtStaffInvitation } from "../api/staff/people";
import { useTexts, useWording } from "../i18n/context";
import { INVITATION } from "../i18n/invitation";
import { problemSentence } from "../i18n/problems";
import { STAFF } from "../i18n/staff";
import { STAFF_INVITATION } from "../i18n/staff_invitation";
import type { PathValues } from "../routing/match";
import { OutcomePage } from "../shared/OutcomePage";
import { Waiting } from "../shared/Waiting";
import { AccountFrame } from "./AccountFrame";
import { SignInSteps } from "./SignInSteps";
import { AcceptCommitments } from "./staff/AcceptCommitments";
import { StaffNewcomer } from "./staff/StaffNewcomer";
import { useLook } from "./use_look";

type Look = Body<"StaffInvitationLook">;

/** The page of a mailed invitation to work for the holder (contract M2). */
export default function StaffInvitationPage({ token = "" }: PathValues) {
  const { language, t: common } = useWording();
  const invited = useTexts(INVITATION);
  const t = useTexts(STAFF_INVITATION);
  const { look, problem, persistent } = useLook(token, lookAtStaffInvitation);
  if (problem !== null) {
    return (
      <OutcomePage title={invited.invalid} mood="ended">
        <p>{problemSentence(problem, language)}</p>
      </OutcomePage>
    );
  }
  if (look === null) {
    return (
      <OutcomePage title={invited.opening} mood="calm">
        <Waiting persistent={persistent} kept={common.waiting.opening} stoppable={false} />
      </OutcomePage>
    );
  }
  if (look.state !== "invited") {
    return (
      <OutcomePage title={invited.ended} mood="ended">
        <p>{t.ended[look.state]}</p>
        <a class="button" href="/sign-in">
          {invited.toSignIn}
        </a>
      </OutcomePage>
    );
  }
  return <Answer look={look} token={token} />;
}

function Answer({ look, token }: { look: Look; token: string }) {
  const t = useTexts(STAFF_INVITATION);
  const { roleNames } = useTexts(STAFF);
  const [signedIn, setSignedIn] = useState(false);
  const enter = () => window.location.assign("/app");
  return (
    <AccountFrame
      asks={t.asks(look.name)}
      title={t.title}
      lead={t.lead(look.roles.map((role) => roleNames[role]).join(", "))}
      seed="staff-invitation"
      foot={<p>{t.thenFactor}</p>}
    >
      {!look.registered && <StaffNewcomer token={token} email={look.email} onJoined={enter} />}
      {look.registered && signedIn && <AcceptCommitments token={token} onJoined={enter} />}
      {look.registered && !signedIn && (
        <>
          <p>{t.asUser(look.email)}</p>
          <SignInSteps
            known={look.email}
            submit={t.signIn}
            submitting={t.joining}
            onSignedIn={() => setSignedIn(true)}
          />
        </>
      )}
    </AccountFrame>
  );
}
