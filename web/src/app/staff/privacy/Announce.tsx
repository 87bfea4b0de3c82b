import { useState } from "preact/hooks";
import type { Body } from "../../../api/schemas";
import { announceSubprocessor } from "../../../api/staff/privacy";
import { Form } from "../../../forms/Form";
import { SelectField } from "../../../forms/SelectField";
import { TextField } from "../../../forms/TextField";
import { useAct } from "../../../forms/use_act";
import { useFields } from "../../../forms/use_fields";
import { useTexts } from "../../../i18n/context";
import { FORMS } from "../../../i18n/forms";
import { PRIVACY } from "../../../i18n/privacy";
import { Section } from "../../shell/Section";

type Service = Body<"OutsideService">;
const SERVICES: readonly Service[] = ["mail", "messaging", "storage", "hosting", "signing"];
const EMPTY = {
  name: "",
  country: "ES",
  contact: "",
  service: "",
  purpose_es: "",
  purpose_en: "",
  data_es: "",
  data_en: "",
  safeguards_es: "",
  safeguards_en: "",
};
const TEXTS = ["purpose", "data", "safeguards"] as const;

/** Announces a sub-processor to every controller, in both languages. */
export function Announce({ onAnnounced }: { onAnnounced: () => void }) {
  const t = useTexts(PRIVACY);
  const forms = useTexts(FORMS);
  const act = useAct();
  const [open, setOpen] = useState(false);
  const fields = useFields(EMPTY, act.problem);
  const submit = async () => {
    const { service: _, ...needed } = EMPTY;
    const missing = Object.fromEntries(Object.keys(needed).map((name) => [name, forms.required]));
    if (!fields.complete(missing)) return;
    const { name, country, contact, service, ...texts } = fields.values;
    const body = {
      name,
      country: country.toUpperCase(),
      contact,
      service: service === "" ? null : (service as Service),
      purpose: { es: texts.purpose_es, en: texts.purpose_en },
      data: { es: texts.data_es, en: texts.data_en },
      safeguards: { es: texts.safeguards_es, en: texts.safeguards_en },
    };
    if ((await act.run(body, announceSubprocessor)) === null) return;
    fields.reset();
    setOpen(false);
    onAnnounced();
  };
  if (!open) {
    return (
      <div class="row">
        <button type="button" class="button button--primary" onClick={() => setOpen(true)}>
          {t.announce}
        </button>
      </div>
    );
  }
  return (
    <Section title={t.announce} lead={t.announceLead}>
      <Form act={act} submit={t.send} submitting={forms.saving} onSubmit={() => void submit()}>
        <TextField {...fields.bind("name")} label={t.name} />
        <div class="form__pair">
          <TextField {...fields.bind("country")} label={t.country} />
          <SelectField
            {...fields.bind("service")}
            label={t.service}
            options={[["", t.noService], ...SERVICES.map((one) => [one, t.services[one]] as const)]}
          />
        </div>
        <TextField {...fields.bind("contact")} label={t.contact} />
        {TEXTS.map((text) => (
          <div key={text} class="form__pair">
            <TextField {...fields.bind(`${text}_es`)} label={`${t[text]} (${t.spanish})`} rows={2} />
            <TextField {...fields.bind(`${text}_en`)} label={`${t[text]} (${t.english})`} rows={2} />
          </div>
        ))}
      </Form>
    </Section>
  );
}
