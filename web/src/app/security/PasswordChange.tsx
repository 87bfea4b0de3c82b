import { useState } from "preact/hooks";
import { changePassword } from "../../api/passwords";
import { Form } from "../../forms/Form";
import { PasswordField } from "../../forms/PasswordField";
import { useAct } from "../../forms/use_act";
import { useFields } from "../../forms/use_fields";
import { useTexts } from "../../i18n/context";
import { SECURITY } from "../../i18n/security";
import { Section } from "../shell/Section";

/** Sets another password; every other session ends with it. */
export function PasswordChange({ onChanged }: { onChanged?: () => void }) {
  const t = useTexts(SECURITY);
  const act = useAct();
  const fields = useFields({ current: "", new: "" }, act.problem);
  const [done, setDone] = useState(false);
  const submit = async () => {
    setDone(false);
    if (!fields.complete({ current: t.passwordMissing, new: t.passwordMissing })) return;
    if ((await act.run(fields.values, changePassword)) === null) return;
    fields.reset();
    setDone(true);
    onChanged?.();
  };
  return (
    <Section title={t.password} lead={t.passwordLead}>
      <Form act={act} submit={t.change} submitting={t.changing} onSubmit={() => void submit()}>
        <div class="form__pair">
          <PasswordField {...fields.bind("current")} label={t.current} kind="current" />
          <PasswordField {...fields.bind("new")} label={t.new} kind="new" />
        </div>
        <p role="status" class="done">
          {done && t.changed}
        </p>
      </Form>
    </Section>
  );
}
