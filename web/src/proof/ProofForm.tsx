import type { ComponentChildren } from "preact";
import { useId, useState } from "preact/hooks";
import type { Result } from "../api/problem";
import type { Proof, ProofKind } from "../api/schemas";
import { Form } from "../forms/Form";
import { PasswordField } from "../forms/PasswordField";
import { TextField } from "../forms/TextField";
import { useAct } from "../forms/use_act";
import { useFields } from "../forms/use_fields";
import { useTexts } from "../i18n/context";
import { PROOF } from "../i18n/proof";

interface ProofFormProps<Value> {
  /** Ways this person can prove who they are. */
  readonly kinds: readonly ProofKind[];
  readonly wide?: boolean;
  readonly aside?: ComponentChildren;
  prove(proof: Proof, key: string): Promise<Result<Value>>;
  onProved(value: Value): void;
}

/** The order in which they are offered: what is safest and quickest first. */
const ORDER: readonly ProofKind[] = ["passkey", "totp", "password", "recovery_code"];

/** Proves who one is, by one of several means. */
export function ProofForm<Value>({ kinds, wide = false, aside, prove, onProved }: ProofFormProps<Value>) {
  const t = useTexts(PROOF);
  const act = useAct();
  const fields = useFields({ password: "", code: "" }, act.problem);
  const offered = ORDER.filter((kind) => kinds.includes(kind));
  const [kind, setKind] = useState<ProofKind>(offered[0] ?? "password");

  const submit = async () => {
    const missing = { password: kind === "password", code: kind === "totp" || kind === "recovery_code" };
    if (
      !fields.complete({
        password: missing.password ? t.missing : null,
        code: missing.code ? t.missing : null,
      })
    )
      return;
    const value = await act.run({ kind, ...fields.values }, async (asked, key) => {
      const proof = await proofOf(asked.kind, asked);
      return proof.ok ? prove(proof.value, key) : proof;
    });
    if (value !== null) onProved(value);
    else fields.set("code", "");
  };

  return (
    <Form
      act={act}
      wide={wide}
      submit={t.submit[kind]}
      submitting={t.submitting}
      aside={aside}
      onSubmit={() => void submit()}
    >
      {offered.length > 1 && <Choice kinds={offered} chosen={kind} onChoose={setKind} />}
      {kind === "password" && (
        <PasswordField {...fields.bind("password")} label={t.password} kind="current" />
      )}
      {kind === "totp" && (
        <TextField
          {...fields.bind("code")}
          label={t.totp}
          hint={t.totpHint}
          inputMode="numeric"
          autocomplete="one-time-code"
          maxLength={12}
        />
      )}
      {kind === "recovery_code" && (
        <TextField {...fields.bind("code")} label={t.recovery} hint={t.recoveryHint} maxLength={40} />
      )}
      {kind === "passkey" && <p>{t.passkeyText}</p>}
    </Form>
  );
}

async function proofOf(
  kind: ProofKind,
  { password, code }: { password: string; code: string },
): Promise<Result<Proof>> {
  if (kind === "password") return { ok: true, value: { kind, password } };
  if (kind !== "passkey") return { ok: true, value: { kind, code: code.trim() } };
  const { takePasskey } = await import("./passkey");
  const taken = await takePasskey();
  return taken.ok ? { ok: true, value: { kind, credential: taken.value } } : taken;
}

interface ChoiceProps {
  readonly kinds: readonly ProofKind[];
  readonly chosen: ProofKind;
  onChoose(kind: ProofKind): void;
}

function Choice({ kinds, chosen, onChoose }: ChoiceProps) {
  const t = useTexts(PROOF);
  const name = useId();
  return (
    <fieldset class="choice">
      <legend class="unseen">{t.how}</legend>
      {kinds.map((kind) => (
        <label key={kind} class="choice__option">
          <input type="radio" name={name} checked={kind === chosen} onChange={() => onChoose(kind)} />
          <span>{t.kinds[kind]}</span>
        </label>
      ))}
    </fieldset>
  );
}
