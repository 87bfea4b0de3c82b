import { useEffect, useState } from "preact/hooks";
import { type Consent, readSignerChannels, withdrawConsent } from "../../api/messaging";
import type { Problem } from "../../api/problem";
import type { Body } from "../../api/schemas";
import { Trouble } from "../../forms/Form";
import { useAct } from "../../forms/use_act";
import { useTexts, useWording } from "../../i18n/context";
import { MESSAGING } from "../../i18n/messaging";
import { problemSentence } from "../../i18n/problems";
import { Dialog } from "../../shared/Dialog";
import type { FootDialogProps } from "../report/ReportLink";
import { AskConsent } from "./AskConsent";
import { TypeCode } from "./TypeCode";

/** A signer consents to notices over a channel, confirms their number, or withdraws (contract W1). */
export function ChannelsDialog({ token, onClose }: FootDialogProps) {
  const { language, t: common } = useWording();
  const t = useTexts(MESSAGING);
  const [shown, setShown] = useState<Body<"SignerChannels"> | null>(null);
  const [problem, setProblem] = useState<Problem | null>(null);
  const [asked, setAsked] = useState<Consent | null>(null);
  const [done, setDone] = useState(false);
  const load = async () => {
    const result = await readSignerChannels(token);
    if (result.ok) setShown(result.value);
    else setProblem(result.problem);
  };
  // biome-ignore lint/correctness/useExhaustiveDependencies: asked for once, when it opens
  useEffect(() => void load(), []);
  const confirmed = async () => {
    setAsked(null);
    setDone(true);
    await load();
  };
  return (
    <Dialog title={asked === null ? t.title : t.codeTitle} onClose={onClose}>
      <div role="alert">
        {problem !== null && <p class="notice notice--wrong">{problemSentence(problem, language)}</p>}
      </div>
      <div role="status">{done && <p class="notice">{t.done}</p>}</div>
      {shown === null && problem === null && <p class="loading">{common.loading}</p>}
      {shown !== null && asked === null && (
        <>
          <p>{t.lead}</p>
          {shown.consents.map((consent) => (
            <Given key={consent.id} token={token} consent={consent} onWithdrawn={() => void load()} />
          ))}
          <AskConsent token={token} shown={shown} onAsked={setAsked} onClose={onClose} />
        </>
      )}
      {asked !== null && (
        <TypeCode
          token={token}
          consent={asked}
          onConfirmed={() => void confirmed()}
          onBack={() => setAsked(null)}
        />
      )}
    </Dialog>
  );
}

interface GivenProps {
  readonly token: string;
  readonly consent: Consent;
  onWithdrawn(): void;
}

function Given({ token, consent, onWithdrawn }: GivenProps) {
  const t = useTexts(MESSAGING);
  const act = useAct();
  if (consent.state !== "confirmed") return null;
  const withdraw = async () => {
    if ((await act.run(consent.id, (id) => withdrawConsent(token, id))) !== null) onWithdrawn();
  };
  return (
    <>
      <p class="row">
        <span>{t.given(t.channels[consent.channel], consent.phone)}</span>
        <button type="button" class="button" disabled={act.busy} onClick={() => void withdraw()}>
          {t.withdraw}
        </button>
      </p>
      <Trouble act={act} />
    </>
  );
}
