import { useState } from "preact/hooks";
import { noteFiling } from "../../../api/staff/breaches";
import { Form } from "../../../forms/Form";
import { TextField } from "../../../forms/TextField";
import { useAct } from "../../../forms/use_act";
import { useFields } from "../../../forms/use_fields";
import { BREACHES } from "../../../i18n/breaches";
import { useTexts, useWording } from "../../../i18n/context";
import { FORMS } from "../../../i18n/forms";
import { Section } from "../../shell/Section";
import { AuthorityFacts } from "./AuthorityFacts";
import type { BreachPartProps } from "./BreachPage";

/** The notification to the authority: what its form asks for, the document to file, and that it was filed. */
export function Authority({ breach, acts, onChanged }: BreachPartProps) {
  const { language } = useWording();
  const t = useTexts(BREACHES);
  const [open, setOpen] = useState(false);
  return (
    <Section title={t.authority} lead={t.authorityLead}>
      <div class="row">
        <a
          class="button button--primary"
          download
          href={`/v1/staff/breaches/${breach.id}/authority-form.pdf?language=${language}`}
        >
          {t.form}
        </a>
        {acts && !open && (
          <button type="button" class="button" onClick={() => setOpen(true)}>
            {t.facts}
          </button>
        )}
      </div>
      {open && <AuthorityFacts breach={breach} acts={acts} onChanged={onChanged} />}
      {acts && !breach.drill && breach.authority_filed_at == null && (
        <Filing breach={breach} acts={acts} onChanged={onChanged} />
      )}
    </Section>
  );
}

function Filing({ breach, onChanged }: BreachPartProps) {
  const t = useTexts(BREACHES);
  const forms = useTexts(FORMS);
  const act = useAct();
  const fields = useFields({ reference: "" }, act.problem);
  const submit = async () => {
    if (!fields.complete({ reference: forms.required })) return;
    const detail = await act.run(fields.values.reference, (given, key) => noteFiling(breach.id, given, key));
    if (detail !== null) onChanged(detail);
  };
  return (
    <Form act={act} submit={t.file} submitting={forms.saving} onSubmit={() => void submit()}>
      <TextField {...fields.bind("reference")} label={t.reference} maxLength={100} />
    </Form>
  );
}
