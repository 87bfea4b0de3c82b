import { useState } from "preact/hooks";
import { changeBusiness } from "../../api/accounts";
import type { BusinessView } from "../../api/schemas";
import { Form } from "../../forms/Form";
import { TextField } from "../../forms/TextField";
import { useAct } from "../../forms/use_act";
import { useFields } from "../../forms/use_fields";
import { BUSINESS } from "../../i18n/business";
import { BUSINESS_SETTINGS } from "../../i18n/business_settings";
import { useTexts } from "../../i18n/context";
import { FORMS } from "../../i18n/forms";
import { useSigned } from "../session/me";
import { Section } from "../shell/Section";
import { businessFrom, SeatFields } from "./BusinessFields";

interface ChangeDataProps {
  readonly business: BusinessView;
  onChanged(business: BusinessView): void;
}

/** Name, tax id and seat, checked as at the beginning. In which capacity one contracts does not change. */
export function ChangeData({ business, onChanged }: ChangeDataProps) {
  const t = useTexts(BUSINESS_SETTINGS);
  const labels = useTexts(BUSINESS);
  const forms = useTexts(FORMS);
  const { reload } = useSigned();
  const act = useAct();
  const [saved, setSaved] = useState(false);
  const fields = useFields(valuesOf(business), act.problem);
  const submit = async () => {
    setSaved(false);
    const missing = {
      name: labels.nameMissing,
      "address/street": labels.streetMissing,
      "address/city": labels.cityMissing,
    };
    if (!fields.complete(missing)) return;
    const { customer_kind: _, ...body } = businessFrom(fields.values);
    const changed = await act.run(body, changeBusiness);
    if (changed === null) return;
    onChanged(changed);
    setSaved(true);
    await reload();
  };
  return (
    <Section title={t.data}>
      <Form act={act} submit={forms.save} submitting={forms.saving} onSubmit={() => void submit()}>
        <TextField
          {...fields.bind("name")}
          label={labels.name}
          hint={labels.nameHint}
          autocomplete="organization"
        />
        <SeatFields fields={fields} />
        <p role="status" class="done">
          {saved && forms.saved}
        </p>
      </Form>
    </Section>
  );
}

function valuesOf({ name, customer_kind, tax_id, country, address }: BusinessView) {
  return {
    name,
    customer_kind: customer_kind ?? "",
    tax_id: tax_id ?? "",
    country,
    "address/street": address.street,
    "address/postal_code": address.postal_code,
    "address/city": address.city,
    "address/region": address.region,
  };
}
