import type { Body } from "../../api/schemas";
import { endOtherSessions, endSession, listSessions } from "../../api/sessions";
import { Trouble } from "../../forms/Form";
import { useAct } from "../../forms/use_act";
import { useTexts, useWording } from "../../i18n/context";
import { dateTime } from "../../i18n/language";
import { SECURITY } from "../../i18n/security";
import { Shown } from "../lists/Shown";
import { useLoaded } from "../lists/use_loaded";
import { Section } from "../shell/Section";
import { deviceName } from "./device";

type OwnSession = Body<"OwnSession">;

/** Where one is signed in, and the means to end each (contract M4). */
export function Sessions() {
  const t = useTexts(SECURITY);
  const loaded = useLoaded(listSessions);
  const act = useAct();
  const end = async (id: string) => {
    await act.run(id, endSession);
    await loaded.reload();
  };
  const endOthers = async () => {
    await act.run("others", endOtherSessions);
    await loaded.reload();
  };
  return (
    <Section title={t.sessions} lead={t.sessionsLead}>
      <Trouble act={act} />
      <Shown loaded={loaded}>
        {(page) => (
          <>
            <ul class="rows">
              {page.items.map((session) => (
                <Row key={session.id} session={session} busy={act.busy} onEnd={() => void end(session.id)} />
              ))}
            </ul>
            {page.items.length > 1 && (
              <div class="row">
                <button
                  type="button"
                  class="button"
                  aria-disabled={act.busy}
                  onClick={() => void endOthers()}
                >
                  {t.endOthers}
                </button>
              </div>
            )}
          </>
        )}
      </Shown>
    </Section>
  );
}

interface RowProps {
  readonly session: OwnSession;
  readonly busy: boolean;
  onEnd(): void;
}

function Row({ session, busy, onEnd }: RowProps) {
  const { language } = useWording();
  const t = useTexts(SECURITY);
  const device = deviceName(session.user_agent) ?? t.unknownDevice;
  return (
    <li class="rows__row">
      <span class="rows__main">
        <span class="rows__title">{device}</span>
        <span class="rows__detail">
          {session.ip !== null && `${session.ip} · `}
          {t.seen(dateTime(session.last_seen_at, language))}
        </span>
      </span>
      {session.current ? (
        <span class="state state--on">{t.thisOne}</span>
      ) : (
        <button type="button" class="button button--quiet" aria-disabled={busy} onClick={onEnd}>
          {t.end}
          <span class="unseen"> {device}</span>
        </button>
      )}
    </li>
  );
}
