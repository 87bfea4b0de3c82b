import { useState } from "preact/hooks";
import type { Body } from "../../../api/schemas";
import { registerRightsRequest } from "../../../api/staff/rights";
import { Form } from "../../../forms/Form";
import { SelectField } from "../../../forms/SelectField";
import { TextField } from "../../../forms/TextField";
import { useAct } from "../../../forms/use_act";
import { useFields } from "../../../forms/use_fields";
import { useTexts, useWording } from "../../../i18n/context";
import { FORMS } from "../../../i18n/forms";
import { RIGHT_NAMES, RIGHTS } from "../../../i18n/rights";
import { CHANNELS, RIGHTS_REQUESTS } from "../../../i18n/rights_requests";
import { Section } from "../../shell/Section";

type Draft = Body<"StaffRightsRequestDraft">;
const EMPTY = {
  email: "",
  name: "",
  right: "access",
  words: "",
  language: "",
  channel: "letter",
  received_at: "",
  identity_reason: "",
};

/** Enters a request that came another way than by the form. */
export function NewRequest({ onRegistered }: { onRegistered: (id: string) => void }) {
  const { language } = useWording();
  const t = useTexts(RIGHTS_REQUESTS);
  const names = useTexts(RIGHT_NAMES);
  const forms = useTexts(FORMS);
  const act = useAct();
  const [open, setOpen] = useState(false);
  const fields = useFields({ ...EMPTY, language }, act.problem);
  const submit = async () => {
    const needed = forms.required;
    if (!fields.complete({ email: needed, name: needed, received_at: needed })) return;
    const { right, channel, received_at, identity_reason, ...values } = fields.values;
    const body: Draft = {
      ...values,
      right: right as Draft["right"],
      channel: channel as Draft["channel"],
      received_at: new Date(received_at).toISOString(),
      identity_reason: identity_reason.trim() === "" ? null : identity_reason,
    };
    const made = await act.run(body, registerRightsRequest);
    if (made === null) return;
    fields.reset();
    setOpen(false);
    onRegistered(made.id);
  };
  if (!open) {
    return (
      <div class="row">
        <button type="button" class="button button--primary" onClick={() => setOpen(true)}>
          {t.enter}
        </button>
      </div>
    );
  }
  return (
    <Section title={t.enter} lead={t.enterLead}>
      <Form act={act} submit={forms.save} submitting={forms.saving} onSubmit={() => void submit()}>
        <div class="form__pair">
          <TextField {...fields.bind("email")} label={t.email} type="email" inputMode="email" />
          <TextField {...fields.bind("name")} label={t.name} />
        </div>
        <div class="form__pair">
          <SelectField
            {...fields.bind("right")}
            label={t.right}
            options={RIGHTS.map((right) => [right, names[right]] as const)}
          />
          <SelectField
            {...fields.bind("language")}
            label={t.language}
            options={[
              ["es", "Español"],
              ["en", "English"],
            ]}
          />
        </div>
        <div class="form__pair">
          <SelectField
            {...fields.bind("channel")}
            label={t.channel}
            options={CHANNELS.map((channel) => [channel, t.channels[channel]] as const)}
          />
          <TextField {...fields.bind("received_at")} label={t.receivedAt} type="datetime-local" />
        </div>
        <TextField {...fields.bind("words")} label={t.words} rows={4} maxLength={4000} optional />
        <TextField
          {...fields.bind("identity_reason")}
          label={t.identityReason}
          hint={t.identityHint}
          rows={2}
          optional
        />
      </Form>
    </Section>
  );
}
