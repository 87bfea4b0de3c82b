import { useState } from "preact/hooks";
import { confirmRightsRequest, fileRightsRequest, withdrawRightsRequest } from "../api/rights";
import type { Body } from "../api/schemas";
import { CaptchaNote } from "../captcha/CaptchaNote";
import { useCaptcha } from "../captcha/use_captcha";
import { Form, Trouble } from "../forms/Form";
import { SelectField } from "../forms/SelectField";
import { TextField } from "../forms/TextField";
import { useAct } from "../forms/use_act";
import { useFields } from "../forms/use_fields";
import { useTexts, useWording } from "../i18n/context";
import { RIGHT_NAMES, RIGHTS } from "../i18n/rights";
import { RIGHTS_FORM } from "../i18n/rights_form";
import type { PathValues } from "../routing/match";
import { OutcomePage } from "../shared/OutcomePage";
import { Waiting } from "../shared/Waiting";
import { AccountFrame } from "./AccountFrame";

/** A person exercises a right over their data, or confirms that by the mailed link (contract P7). */
export default function RightsRequestPage({ token = "" }: PathValues) {
  return token === "" ? <Request /> : <Confirmation token={token} />;
}

function Request() {
  const { language } = useWording();
  const t = useTexts(RIGHTS_FORM);
  const names = useTexts(RIGHT_NAMES);
  const act = useAct();
  const captcha = useCaptcha();
  const fields = useFields({ email: "", name: "", right: "access", words: "" }, act.problem);
  const [sentTo, setSentTo] = useState<string | null>(null);
  const submit = async () => {
    if (!fields.complete({ email: t.required, name: t.required })) return;
    const body = { ...fields.values, right: fields.values.right as Body<"Right">, language };
    const answer = await act.run(body, (asked, key) =>
      captcha.protect((solution) => fileRightsRequest(asked, key, solution)),
    );
    if (answer !== null) setSentTo(body.email);
  };
  if (sentTo !== null) {
    return (
      <OutcomePage title={t.sent} mood="calm" seed="rights">
        <p>{t.sentText(sentTo)}</p>
      </OutcomePage>
    );
  }
  const foot = (
    <>
      <h2>{t.how}</h2>
      <ol>
        {t.steps.map((step) => (
          <li key={step}>{step}</li>
        ))}
      </ol>
    </>
  );
  return (
    <AccountFrame asks={t.asks} title={t.title} lead={t.lead} seed="rights" foot={foot}>
      <Form act={act} wide submit={t.submit} submitting={t.submitting} onSubmit={() => void submit()}>
        <TextField
          {...fields.bind("email")}
          label={t.email}
          hint={t.emailHint}
          type="email"
          inputMode="email"
          autocomplete="email"
        />
        <TextField {...fields.bind("name")} label={t.name} autocomplete="name" />
        <SelectField
          {...fields.bind("right")}
          label={t.right}
          options={RIGHTS.map((right) => [right, names[right]] as const)}
        />
        <TextField
          {...fields.bind("words")}
          label={t.words}
          hint={t.wordsHint}
          rows={5}
          maxLength={4000}
          optional
        />
        <CaptchaNote captcha={captcha} />
      </Form>
    </AccountFrame>
  );
}

/** A person presses the button: a scanner of mail that opens the link confirms nothing. */
function Confirmation({ token }: { token: string }) {
  const { t: common } = useWording();
  const t = useTexts(RIGHTS_FORM);
  const act = useAct();
  const [done, setDone] = useState<"confirmed" | "withdrawn" | null>(null);
  if (done !== null) {
    const confirmed = done === "confirmed";
    return (
      <OutcomePage
        title={confirmed ? t.confirmed : t.withdrawn}
        mood={confirmed ? "good" : "ended"}
        seed="rights"
      >
        <p>{confirmed ? t.confirmedText : t.withdrawnText}</p>
      </OutcomePage>
    );
  }
  const confirm = async () => {
    if ((await act.run(token, confirmRightsRequest)) !== null) setDone("confirmed");
  };
  const withdraw = async () => {
    if ((await act.run(token, withdrawRightsRequest)) !== null) setDone("withdrawn");
  };
  return (
    <OutcomePage title={t.confirmTitle} mood="calm" seed="rights">
      <p>{t.confirmText}</p>
      <Trouble act={act} />
      <div class="row">
        <button
          type="button"
          class="button button--primary"
          aria-disabled={act.busy}
          onClick={() => void confirm()}
        >
          {act.busy ? t.confirming : t.confirm}
        </button>
        <button type="button" class="button" aria-disabled={act.busy} onClick={() => void withdraw()}>
          {t.withdraw}
        </button>
      </div>
      <Waiting persistent={act.persistent} kept={common.waiting.opening} />
    </OutcomePage>
  );
}
