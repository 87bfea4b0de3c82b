import { signIn } from "../api/accounts";
import type { Result } from "../api/problem";
import { Form } from "../forms/Form";
import { PasswordField } from "../forms/PasswordField";
import { useAct } from "../forms/use_act";
import { useFields } from "../forms/use_fields";
import { ACCOUNT } from "../i18n/account";
import { useTexts } from "../i18n/context";
import { INVITATION } from "../i18n/invitation";

interface InvitedUserProps {
  readonly email: string;
  accept(key: string): Promise<Result<unknown>>;
  onAccepted(): void;
}

/** Whoever has an account accepts with it: at once where they are signed in, else by signing in. */
export function InvitedUser({ email, accept, onAccepted }: InvitedUserProps) {
  const account = useTexts(ACCOUNT);
  const t = useTexts(INVITATION);
  const entering = useAct();
  const accepting = useAct();
  const fields = useFields({ password: "" }, entering.problem);
  const submit = async () => {
    if (!fields.complete({ password: account.passwordMissing })) return;
    const session = await entering.run({ email, password: fields.values.password }, signIn);
    if (session === null) return;
    if ((await accepting.run("accept", (_, key) => accept(key))) !== null) onAccepted();
  };
  const act = entering.busy || entering.problem !== null ? entering : accepting;
  return (
    <Form act={act} wide submit={t.signInAndAccept} submitting={t.accepting} onSubmit={() => void submit()}>
      <p>{t.asUser(email)}</p>
      <input
        type="email"
        class="unseen"
        name="username"
        autocomplete="username"
        value={email}
        readOnly
        tabIndex={-1}
        aria-hidden="true"
      />
      <PasswordField {...fields.bind("password")} label={account.password} kind="current" />
    </Form>
  );
}
