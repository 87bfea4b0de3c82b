import { useRef, useState } from "preact/hooks";
import { newActKey } from "../api/act_key";
import { client, settle } from "../api/client";
import type { Problem } from "../api/problem";
import { usePersistent } from "../api/use_persistent";
import { useTitle, useWording } from "../i18n/context";
import { OutcomePage } from "../shared/OutcomePage";
import { Waiting } from "../shared/Waiting";

type Stage = { readonly kind: "asking" | "done" } | { readonly kind: "failed"; readonly problem: Problem };

/** Confirms an e-mail address (contract A1). A person presses the button: opening the link is not consent. */
export function VerifyPage({ token }: { token: string }) {
  const { t } = useWording();
  const persistent = usePersistent();
  const key = useRef(newActKey());
  const [stage, setStage] = useState<Stage>({ kind: "asking" });
  const busy = persistent.attempt.phase !== "idle";
  useTitle(`${stage.kind === "done" ? t.verify.done : t.verify.pageTitle} · Rúbrica`);

  const confirm = async () => {
    const result = await persistent.run(() => verify(token, key.current));
    if (result === null) return;
    setStage(result.ok ? { kind: "done" } : { kind: "failed", problem: result.problem });
  };

  if (stage.kind === "done") {
    return (
      <OutcomePage title={t.verify.done} mood="good">
        <p>{t.verify.doneText}</p>
        <a class="button button--primary" href="/app">
          {t.verify.next}
        </a>
      </OutcomePage>
    );
  }
  if (stage.kind === "failed" && [404, 409, 410, 422].includes(stage.problem.status)) {
    return (
      <OutcomePage title={t.verify.expired} mood="ended">
        <p>{t.verify.expiredText}</p>
        {stage.problem.name === "verification-link-expired" && <AnotherLink token={token} />}
      </OutcomePage>
    );
  }
  return (
    <OutcomePage title={t.verify.heading} mood="calm">
      <p>{t.verify.text}</p>
      <div role="alert">{stage.kind === "failed" && <p class="field__error">{t.trouble.generic}</p>}</div>
      <button
        type="button"
        class="button button--primary"
        aria-disabled={busy}
        onClick={() => void confirm()}
      >
        {busy ? t.verify.confirming : t.verify.confirm}
      </button>
      <Waiting persistent={persistent} kept={t.waiting.opening} />
    </OutcomePage>
  );
}

/** An ended link is good for asking for another, which goes to the same address. */
function AnotherLink({ token }: { token: string }) {
  const { t } = useWording();
  const persistent = usePersistent();
  const key = useRef(newActKey());
  const [outcome, setOutcome] = useState<"sent" | "failed" | null>(null);
  const busy = persistent.attempt.phase !== "idle";
  const ask = async () => {
    const result = await persistent.run(() => askForLink(token, key.current));
    if (result !== null) setOutcome(result.ok ? "sent" : "failed");
  };
  if (outcome === "sent") return <p role="status">{t.verify.again}</p>;
  return (
    <>
      <div role="alert">{outcome === "failed" && <p class="field__error">{t.trouble.generic}</p>}</div>
      <button type="button" class="button button--primary" aria-disabled={busy} onClick={() => void ask()}>
        {busy ? t.link.renewing : t.link.renew}
      </button>
      <Waiting persistent={persistent} kept={t.waiting.opening} />
    </>
  );
}

function askForLink(token: string, key: string) {
  return settle(
    client.POST("/v1/registrations/link", {
      params: { header: { "Idempotency-Key": key } },
      body: { token },
    }),
  );
}

function verify(token: string, key: string) {
  return settle(
    client.POST("/v1/registrations/verify", {
      params: { header: { "Idempotency-Key": key } },
      body: { token },
    }),
  );
}
