import { useState } from "preact/hooks";
import { invite } from "../../api/members";
import { Form } from "../../forms/Form";
import { SelectField } from "../../forms/SelectField";
import { TextField } from "../../forms/TextField";
import { useAct } from "../../forms/use_act";
import { useFields } from "../../forms/use_fields";
import { useTexts, useWording } from "../../i18n/context";
import { LANGUAGES, MESSAGES } from "../../i18n/language";
import { MEMBERS } from "../../i18n/members";
import { Section } from "../shell/Section";

/** Invites a guest by mail. */
export function Invite({ onInvited }: { onInvited: () => void }) {
  const { language } = useWording();
  const t = useTexts(MEMBERS);
  const act = useAct();
  const fields = useFields({ email: "", language: language as string }, act.problem);
  const [sent, setSent] = useState<string | null>(null);
  const submit = async () => {
    setSent(null);
    if (!fields.complete({ email: t.emailMissing })) return;
    const made = await act.run(fields.values, invite);
    if (made === null) return;
    fields.reset();
    setSent(made.email);
    onInvited();
  };
  return (
    <Section title={t.inviteTitle} lead={t.inviteLead}>
      <Form act={act} submit={t.send} submitting={t.sending} onSubmit={() => void submit()}>
        <div class="form__pair">
          <TextField {...fields.bind("email")} label={t.email} type="email" inputMode="email" />
          <SelectField
            {...fields.bind("language")}
            label={t.language}
            options={LANGUAGES.map((each) => [each, MESSAGES[each].languageName] as const)}
          />
        </div>
        <p role="status" class="done">
          {sent !== null && t.sent(sent)}
        </p>
      </Form>
    </Section>
  );
}
