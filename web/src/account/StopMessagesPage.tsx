import { useState } from "preact/hooks";
import { type Channel, withdrawByMail } from "../api/messaging";
import { Trouble } from "../forms/Form";
import { useAct } from "../forms/use_act";
import { useTexts, useWording } from "../i18n/context";
import { MESSAGING } from "../i18n/messaging";
import type { PathValues } from "../routing/match";
import { OutcomePage } from "../shared/OutcomePage";
import { Waiting } from "../shared/Waiting";

/** Withdraws a consent by the link of the mail that confirmed it; a scanner that opens it withdraws nothing. */
export default function StopMessagesPage({ token = "" }: PathValues) {
  const { t: common } = useWording();
  const t = useTexts(MESSAGING);
  const act = useAct();
  const [stopped, setStopped] = useState<Channel | null>(null);
  if (stopped !== null) {
    return (
      <OutcomePage title={t.stopped} mood="good" seed="messages">
        <p>{t.stoppedText(t.channels[stopped])}</p>
      </OutcomePage>
    );
  }
  const stop = async () => {
    const answer = await act.run(token, withdrawByMail);
    if (answer !== null) setStopped(answer.channel);
  };
  return (
    <OutcomePage title={t.stopTitle} mood="calm" seed="messages">
      <p>{t.stopText}</p>
      <Trouble act={act} />
      <button
        type="button"
        class="button button--primary"
        aria-disabled={act.busy}
        onClick={() => void stop()}
      >
        {act.busy ? t.stopping : t.stop}
      </button>
      <Waiting persistent={act.persistent} kept={common.waiting.opening} />
    </OutcomePage>
  );
}
