import { useCallback, useEffect, useState } from "preact/hooks";
import { newActKey } from "../api/act_key";
import { confirmReset, lookAtReset } from "../api/passwords";
import type { Problem } from "../api/problem";
import type { Body, ProofKind } from "../api/schemas";
import { asFactor } from "../api/sessions";
import { usePersistent } from "../api/use_persistent";
import { Form } from "../forms/Form";
import { PasswordField } from "../forms/PasswordField";
import { useAct } from "../forms/use_act";
import { useFields } from "../forms/use_fields";
import { ACCOUNT } from "../i18n/account";
import { useTexts, useWording } from "../i18n/context";
import { problemSentence } from "../i18n/problems";
import { ProofForm } from "../proof/ProofForm";
import { OutcomePage } from "../shared/OutcomePage";
import { Waiting } from "../shared/Waiting";
import { AccountFrame } from "./AccountFrame";
import { LostAll } from "./LostAll";

/** Sets another password by a mailed link, with the second factor of whoever has one. */
export function SetPassword({ token }: { token: string }) {
  const { language, t: common } = useWording();
  const t = useTexts(ACCOUNT);
  const { look, problem, persistent } = useLook(token);
  const [done, setDone] = useState(false);
  if (done) {
    return (
      <OutcomePage title={t.reset.done} mood="good" seed="reset">
        <p>{t.reset.doneText}</p>
        <a class="button button--primary" href="/sign-in">
          {t.signIn.title}
        </a>
      </OutcomePage>
    );
  }
  if (problem !== null) {
    return (
      <OutcomePage title={t.reset.invalid} mood="ended" seed="reset">
        <p>{problemSentence(problem, language)}</p>
        <a class="button" href="/reset">
          {t.reset.another}
        </a>
      </OutcomePage>
    );
  }
  if (look === null) {
    return (
      <OutcomePage title={t.reset.opening} mood="calm" seed="reset">
        <Waiting persistent={persistent} kept={common.waiting.opening} stoppable={false} />
      </OutcomePage>
    );
  }
  if (look.factor_required && look.factors.length === 0) {
    return (
      <OutcomePage title={t.reset.noCode} mood="ended" seed="reset">
        <p>{t.reset.noCodeText}</p>
        <a class="button button--primary" href="/recovery">
          {t.toRecovery}
        </a>
      </OutcomePage>
    );
  }
  return (
    <AccountFrame asks={t.reset.asks} title={t.reset.setTitle} lead={t.reset.setLead} seed="reset">
      <NewPassword token={token} factors={look.factors} onDone={() => setDone(true)} />
    </AccountFrame>
  );
}

interface NewPasswordProps {
  readonly token: string;
  readonly factors: readonly ProofKind[];
  onDone(): void;
}

function NewPassword({ token, factors, onDone }: NewPasswordProps) {
  const t = useTexts(ACCOUNT);
  const act = useAct();
  const fields = useFields({ password: "" }, act.problem);
  const [chosen, setChosen] = useState<string | null>(null);
  const submit = async () => {
    if (!fields.complete({ password: t.passwordMissing })) return;
    const { password } = fields.values;
    if (factors.length > 0) return setChosen(password);
    if ((await act.run({ token, password, proof: null }, confirmReset)) !== null) onDone();
  };
  if (chosen !== null) {
    return (
      <>
        <h2 class="section-title">{t.reset.factor}</h2>
        <ProofForm
          kinds={factors}
          wide
          prove={(proof, key) => confirmReset({ token, password: chosen, proof: asFactor(proof) }, key)}
          onProved={onDone}
        />
        <button type="button" class="button button--link" onClick={() => setChosen(null)}>
          {t.reset.setTitle}
        </button>
        <LostAll />
      </>
    );
  }
  return (
    <Form act={act} wide submit={t.reset.save} submitting={t.reset.saving} onSubmit={() => void submit()}>
      <PasswordField {...fields.bind("password")} label={t.reset.setTitle} kind="new" />
    </Form>
  );
}

function useLook(token: string) {
  const persistent = usePersistent();
  const { run } = persistent;
  const [look, setLook] = useState<Body<"ResetView"> | null>(null);
  const [problem, setProblem] = useState<Problem | null>(null);
  const load = useCallback(async () => {
    const result = await run(() => lookAtReset(token, newActKey()));
    if (result === null) return;
    if (result.ok) setLook(result.value);
    else setProblem(result.problem);
  }, [run, token]);
  useEffect(() => void load(), [load]);
  return { look, problem, persistent };
}
