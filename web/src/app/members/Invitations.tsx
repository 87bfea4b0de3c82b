import { useState } from "preact/hooks";
import { renewInvitation, revokeInvitation } from "../../api/members";
import type { Body } from "../../api/schemas";
import { Confirm } from "../../forms/Confirm";
import { Trouble } from "../../forms/Form";
import { useAct } from "../../forms/use_act";
import { useTexts, useWording } from "../../i18n/context";
import { shortDate } from "../../i18n/language";
import { MEMBERS } from "../../i18n/members";
import { Shown } from "../lists/Shown";
import type { Loaded } from "../lists/use_loaded";
import type { PageOf } from "../lists/use_pages";
import { Section } from "../shell/Section";

type Invitation = Body<"InvitationView">;

/** Invitations and what became of them; those pending can be sent again or taken back. */
export function Invitations({ loaded }: { loaded: Loaded<PageOf<Invitation>> }) {
  const t = useTexts(MEMBERS);
  const act = useAct();
  const [revoking, setRevoking] = useState<Invitation | null>(null);
  const renew = async (invitation: Invitation) => {
    await act.run(invitation.id, renewInvitation);
    await loaded.reload();
  };
  return (
    <Section title={t.invitations}>
      <Trouble act={act} />
      <Shown loaded={loaded}>
        {(page) =>
          page.items.length === 0 ? (
            <p class="field__hint">{t.noInvitations}</p>
          ) : (
            <ul class="rows">
              {page.items.map((invitation) => (
                <Row
                  key={invitation.id}
                  invitation={invitation}
                  busy={act.busy}
                  onRenew={() => void renew(invitation)}
                  onRevoke={() => setRevoking(invitation)}
                />
              ))}
            </ul>
          )
        }
      </Shown>
      {revoking !== null && (
        <Confirm
          title={t.revokeTitle(revoking.email)}
          text={t.revokeText}
          confirm={t.revoke}
          confirming={t.revoking}
          act={(key) => revokeInvitation(revoking.id, key)}
          onClose={() => setRevoking(null)}
          onDone={() => {
            setRevoking(null);
            void loaded.reload();
          }}
        />
      )}
    </Section>
  );
}

interface RowProps {
  readonly invitation: Invitation;
  readonly busy: boolean;
  onRenew(): void;
  onRevoke(): void;
}

function Row({ invitation, busy, onRenew, onRevoke }: RowProps) {
  const { language } = useWording();
  const t = useTexts(MEMBERS);
  const pending = invitation.state === "pending";
  return (
    <li class="rows__row">
      <span class="rows__main">
        <span class="rows__title">{invitation.email}</span>
        <span class="rows__detail">
          {pending || invitation.ended_at === null
            ? t.until(shortDate(invitation.expires_at, language, -1))
            : t.ended(shortDate(invitation.ended_at, language))}
        </span>
      </span>
      <span class={`state state--${invitation.state}`}>{t.states[invitation.state]}</span>
      {pending && (
        <span class="row">
          <button type="button" class="button button--quiet" aria-disabled={busy} onClick={onRenew}>
            {t.renew}
            <span class="unseen"> {invitation.email}</span>
          </button>
          <button type="button" class="button button--quiet" onClick={onRevoke}>
            {t.revoke}
            <span class="unseen"> {invitation.email}</span>
          </button>
        </span>
      )}
    </li>
  );
}
