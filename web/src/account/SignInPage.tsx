import { signIn } from "../api/accounts";
import { Form } from "../forms/Form";
import { PasswordField } from "../forms/PasswordField";
import { TextField } from "../forms/TextField";
import { useAct } from "../forms/use_act";
import { useFields } from "../forms/use_fields";
import { ACCOUNT } from "../i18n/account";
import { useTexts } from "../i18n/context";
import { AccountFrame } from "./AccountFrame";
import { placeAfterSignIn } from "./next_place";

/** Signing in with address and password. */
export default function SignInPage() {
  const t = useTexts(ACCOUNT);
  const act = useAct();
  const fields = useFields({ email: "", password: "" }, act.problem);
  const submit = async () => {
    if (!fields.complete({ email: t.emailMissing, password: t.passwordMissing })) return;
    const answer = await act.run(fields.values, signIn);
    if (answer !== null) window.location.assign(placeAfterSignIn(window.location.search));
  };
  return (
    <AccountFrame
      asks={t.signIn.asks}
      title={t.signIn.title}
      lead={t.signIn.lead}
      seed="sign-in"
      foot={
        <>
          <p>
            {t.signIn.noAccount} <a href="/sign-up">{t.signIn.toSignUp}</a>
          </p>
          <p>
            {t.signIn.lost} <a href="/credential-report">{t.signIn.toReport}</a>
          </p>
        </>
      }
    >
      <Form
        act={act}
        wide
        submit={t.signIn.submit}
        submitting={t.signIn.submitting}
        onSubmit={() => void submit()}
      >
        <TextField
          {...fields.bind("email")}
          label={t.email}
          type="email"
          inputMode="email"
          autocomplete="username"
        />
        <PasswordField {...fields.bind("password")} label={t.password} kind="current" />
      </Form>
    </AccountFrame>
  );
}
