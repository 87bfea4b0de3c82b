import { acceptClause, readBusinessChannels, revokeClause, revokeSignerConsent } from "../../api/messaging";
import type { Result } from "../../api/problem";
import type { Body } from "../../api/schemas";
import { Trouble } from "../../forms/Form";
import { useAct } from "../../forms/use_act";
import { useTexts, useWording } from "../../i18n/context";
import { shortDate } from "../../i18n/language";
import { MESSAGING } from "../../i18n/messaging";
import { Prose } from "../../shared/Prose";
import { Shown } from "../lists/Shown";
import { useLoaded } from "../lists/use_loaded";
import { Section } from "../shell/Section";

/** The clause that authorises messages, channel by channel, and the consents of signers (contract W1). */
export function OwnChannels() {
  const { language } = useWording();
  const t = useTexts(MESSAGING);
  const loaded = useLoaded(() => readBusinessChannels(language), language);
  return (
    <Section title={t.clauses} lead={t.clausesLead}>
      <Shown loaded={loaded}>
        {(shown) => <Channels shown={shown} onChanged={() => void loaded.reload()} />}
      </Shown>
    </Section>
  );
}

interface ChannelsProps {
  readonly shown: Body<"BusinessChannels">;
  onChanged(): void;
}

function Channels({ shown, onChanged }: ChannelsProps) {
  const t = useTexts(MESSAGING);
  const act = useAct();
  const { text, clauses, consents } = shown;
  const run = async (id: string, call: () => Promise<Result<unknown>>) => {
    if ((await act.run(id, call)) !== null) onChanged();
  };
  return (
    <>
      <details>
        <summary class="button button--link">{t.clauseText}</summary>
        <Prose text={text.body} language={text.language} />
      </details>
      <ul class="records">
        {clauses.map((clause) => (
          <ClauseRecord key={clause.channel} clause={clause} text={text} busy={act.busy} run={run} />
        ))}
      </ul>
      <Trouble act={act} />
      <h3>{t.consents}</h3>
      {consents.length === 0 && <p class="notice">{t.consentsNone}</p>}
      <ul class="records">
        {consents.map((consent) => (
          <ConsentRecord key={consent.id} consent={consent} busy={act.busy} run={run} />
        ))}
      </ul>
    </>
  );
}

interface RecordProps {
  readonly busy: boolean;
  run(id: string, call: () => Promise<Result<unknown>>): Promise<void>;
}

function ClauseRecord({
  clause,
  text,
  busy,
  run,
}: RecordProps & { readonly clause: Body<"ClauseView">; readonly text: Body<"ChannelText"> }) {
  const { language } = useWording();
  const t = useTexts(MESSAGING);
  const { channel, available, accepted_at, revoked_at, text_version } = clause;
  const inForce = accepted_at != null && revoked_at == null;
  const given = { version: text.version, language: text.language, sha256: text.sha256 };
  return (
    <li class="record">
      <span class="record__main">
        <span class="record__title">{t.channels[channel]}</span>
        <span class="record__detail">
          {inForce ? t.accepted(shortDate(accepted_at, language), text_version ?? "") : t.notAccepted}
          {!available && ` · ${t.unavailable}`}
        </span>
      </span>
      {inForce && (
        <button
          type="button"
          class="button"
          disabled={busy}
          aria-label={`${t.revokeClause} ${t.channels[channel]}`}
          onClick={() => void run(channel, () => revokeClause(channel))}
        >
          {t.revokeClause}
        </button>
      )}
      {!inForce && available && (
        <button
          type="button"
          class="button"
          disabled={busy}
          onClick={() => void run(channel, () => acceptClause(channel, given))}
        >
          {t.acceptClause(t.channels[channel])}
        </button>
      )}
    </li>
  );
}

function ConsentRecord({ consent, busy, run }: RecordProps & { readonly consent: Body<"ConsentOfSigner"> }) {
  const { language } = useWording();
  const t = useTexts(MESSAGING);
  const { id, email, channel, phone, state, given_at, revoked_how } = consent;
  return (
    <li class="record">
      <span class="record__main">
        <span class="record__title">{email}</span>
        <span class="record__detail">
          {t.given(t.channels[channel], phone)} · {shortDate(given_at, language)}
          {revoked_how != null && ` · ${t.revokedHow(t.revocations[revoked_how])}`}
        </span>
      </span>
      <span class="state">{t.states[state]}</span>
      {state === "confirmed" && (
        <button
          type="button"
          class="button"
          disabled={busy}
          aria-label={`${t.revokeConsent} ${email}`}
          onClick={() => void run(id, () => revokeSignerConsent(id))}
        >
          {t.revokeConsent}
        </button>
      )}
    </li>
  );
}
