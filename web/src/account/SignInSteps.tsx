import { useState } from "preact/hooks";
import type { SessionView } from "../api/schemas";
import { proveSecondFactor, signIn, signInByPasskey } from "../api/sessions";
import { Form, Trouble } from "../forms/Form";
import { PasswordField } from "../forms/PasswordField";
import { TextField } from "../forms/TextField";
import { useAct } from "../forms/use_act";
import { useFields } from "../forms/use_fields";
import { ACCOUNT } from "../i18n/account";
import { useTexts } from "../i18n/context";
import { ProofForm } from "../proof/ProofForm";
import { LostAll } from "./LostAll";

interface SignInStepsProps {
  /** The address, where it is known already. */
  readonly known?: string;
  readonly submit: string;
  readonly submitting: string;
  /** The password was right, and the second factor is asked for. */
  onSecondFactor?(): void;
  /** The session is open, or good for what its state says. */
  onSignedIn(session: SessionView): void;
}

/** Signing in: by passkey alone, or by password and then the second factor where there is one. */
export function SignInSteps({ known, submit, submitting, onSecondFactor, onSignedIn }: SignInStepsProps) {
  const t = useTexts(ACCOUNT);
  const [halfOpen, setHalfOpen] = useState<SessionView | null>(null);
  const go = (session: SessionView) => {
    if (session.state !== "second_factor") return onSignedIn(session);
    setHalfOpen(session);
    onSecondFactor?.();
  };
  if (halfOpen !== null) {
    return (
      <>
        <h2 class="section-title">{t.signIn.second}</h2>
        <ProofForm kinds={halfOpen.factors} wide prove={proveSecondFactor} onProved={go} />
        <LostAll />
      </>
    );
  }
  return (
    <>
      <Credentials known={known} submit={submit} submitting={submitting} onSession={go} />
      <ByPasskey onSession={go} />
    </>
  );
}

interface CredentialsProps {
  readonly known: string | undefined;
  readonly submit: string;
  readonly submitting: string;
  onSession(session: SessionView): void;
}

function Credentials({ known, submit, submitting, onSession }: CredentialsProps) {
  const t = useTexts(ACCOUNT);
  const act = useAct();
  const fields = useFields({ email: known ?? "", password: "" }, act.problem);
  const send = async () => {
    if (!fields.complete({ email: t.emailMissing, password: t.passwordMissing })) return;
    const session = await act.run(fields.values, signIn);
    if (session !== null) onSession(session);
  };
  return (
    <Form act={act} wide submit={submit} submitting={submitting} onSubmit={() => void send()}>
      {known === undefined && (
        <TextField
          {...fields.bind("email")}
          label={t.email}
          type="email"
          inputMode="email"
          autocomplete="username"
        />
      )}
      <PasswordField {...fields.bind("password")} label={t.password} kind="current" />
      {act.problem?.name === "password-reset-required" && <a href="/reset">{t.signIn.toReset}</a>}
    </Form>
  );
}

function ByPasskey({ onSession }: { onSession: (session: SessionView) => void }) {
  const t = useTexts(ACCOUNT);
  const act = useAct();
  const enter = async () => {
    const session = await act.run("passkey", async (_, key) => {
      const { takePasskey } = await import("../proof/passkey");
      const taken = await takePasskey();
      return taken.ok ? signInByPasskey(taken.value, key) : taken;
    });
    if (session !== null) onSession(session);
  };
  return (
    <>
      <Trouble act={act} />
      <button type="button" class="button button--wide" aria-disabled={act.busy} onClick={() => void enter()}>
        {t.signIn.passkey}
      </button>
    </>
  );
}
