import { useRef, useState } from "preact/hooks";
import { newActKey } from "../../api/act_key";
import type { Problem } from "../../api/problem";
import type { SigningLink } from "../../api/signing";
import { usePersistent } from "../../api/use_persistent";
import { useTexts, useTitle, useWording } from "../../i18n/context";
import { RESTRICTED } from "../../i18n/restricted";
import { OutcomePage } from "../../shared/OutcomePage";
import { Waiting } from "../../shared/Waiting";

interface LinkTroubleProps {
  readonly link: SigningLink;
  readonly problem: Problem;
  onRetry(): void;
}

/** The link itself does not open the envelope. */
export function LinkTrouble({ link, problem, onRetry }: LinkTroubleProps) {
  const { t } = useWording();
  const restricted = useTexts(RESTRICTED);
  if (problem.name === "link-expired" || problem.status === 410) return <ExpiredLink link={link} />;
  if (problem.name === "envelope-restricted")
    return <Plain title={restricted.title} lines={[restricted.text]} />;
  if (problem.status === 404 || problem.status === 401 || problem.status === 403) {
    return <Plain title={t.link.unknown} lines={[t.link.unknownText]} />;
  }
  return (
    <Plain title={t.link.failed} lines={[t.link.failedText]}>
      <button type="button" class="button button--primary" onClick={onRetry}>
        {t.retry}
      </button>
    </Plain>
  );
}

interface PlainProps {
  readonly title: string;
  readonly lines: readonly string[];
  readonly children?: preact.ComponentChildren;
}

function Plain({ title, lines, children }: PlainProps) {
  useTitle(title);
  return (
    <OutcomePage title={title} mood="ended">
      {lines.map((line) => (
        <p key={line}>{line}</p>
      ))}
      {children}
    </OutcomePage>
  );
}

/** Offers a new link, which goes to the signer's own address and nowhere else. */
function ExpiredLink({ link }: { link: SigningLink }) {
  const { t } = useWording();
  const persistent = usePersistent();
  const key = useRef(newActKey());
  const [sentTo, setSentTo] = useState<string | null>(null);
  const [failure, setFailure] = useState<Problem | null>(null);
  const busy = persistent.attempt.phase !== "idle";
  const renew = async () => {
    setFailure(null);
    const result = await persistent.run(() => link.renew(key.current));
    if (result === null) return;
    if (result.ok) return setSentTo(result.value.sent_to);
    key.current = newActKey();
    setFailure(result.problem);
  };
  if (sentTo !== null) return <Plain title={t.link.renewed} lines={[t.link.renewedText(sentTo)]} />;
  return (
    <Plain title={t.link.expired} lines={[t.link.expiredText]}>
      <button type="button" class="button button--primary" aria-disabled={busy} onClick={() => void renew()}>
        {busy ? t.link.renewing : t.link.renew}
      </button>
      <Waiting persistent={persistent} kept={t.waiting.opening} />
      <div role="alert">
        {failure !== null && <p class="field__error">{t.trouble.known[failure.name] ?? t.trouble.generic}</p>}
      </div>
    </Plain>
  );
}
