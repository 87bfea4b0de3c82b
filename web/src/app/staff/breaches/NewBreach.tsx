import { useState } from "preact/hooks";
import { registerBreach } from "../../../api/staff/breaches";
import { listIncidents } from "../../../api/staff/incidents";
import { listStaff } from "../../../api/staff/people";
import { Form } from "../../../forms/Form";
import { SelectField } from "../../../forms/SelectField";
import { Tick } from "../../../forms/Tick";
import { useAct } from "../../../forms/use_act";
import { useFields } from "../../../forms/use_fields";
import { BREACHES } from "../../../i18n/breaches";
import { useTexts } from "../../../i18n/context";
import { FORMS } from "../../../i18n/forms";
import { useLoaded } from "../../lists/use_loaded";
import { Section } from "../../shell/Section";

/** Enters an incident as a breach, with whoever is in charge of it and who stands in. */
export function NewBreach({ onRegistered }: { onRegistered: () => void }) {
  const t = useTexts(BREACHES);
  const [open, setOpen] = useState(false);
  if (!open) {
    return (
      <div class="row">
        <button type="button" class="button button--primary" onClick={() => setOpen(true)}>
          {t.register}
        </button>
      </div>
    );
  }
  return (
    <Section title={t.register} lead={t.registerLead}>
      <BreachForm
        onRegistered={() => {
          setOpen(false);
          onRegistered();
        }}
      />
    </Section>
  );
}

function BreachForm({ onRegistered }: { onRegistered: () => void }) {
  const t = useTexts(BREACHES);
  const forms = useTexts(FORMS);
  const act = useAct();
  const incidents = useLoaded(() => listIncidents("", undefined));
  const staff = useLoaded(listStaff);
  const [drill, setDrill] = useState(false);
  const fields = useFields({ incident_id: "", responsible_id: "", substitute_id: "" }, act.problem);
  const people = (staff.value?.items ?? []).map((one) => [one.user_id, one.name ?? one.email] as const);
  const submit = async () => {
    const { required } = forms;
    if (!fields.complete({ incident_id: required, responsible_id: required, substitute_id: required }))
      return;
    if ((await act.run({ ...fields.values, drill }, registerBreach)) !== null) onRegistered();
  };
  return (
    <Form act={act} submit={t.register} submitting={forms.saving} onSubmit={() => void submit()}>
      <SelectField
        {...fields.bind("incident_id")}
        label={t.incident}
        options={[
          ["", t.choose],
          ...(incidents.value?.items ?? []).map((one) => [one.id, one.title] as const),
        ]}
      />
      <div class="form__pair">
        <SelectField
          {...fields.bind("responsible_id")}
          label={t.responsible}
          options={[["", t.choose], ...people]}
        />
        <SelectField
          {...fields.bind("substitute_id")}
          label={t.substitute}
          options={[["", t.choose], ...people]}
        />
      </div>
      <Tick checked={drill} onCheck={setDrill}>
        {t.asDrill}
      </Tick>
    </Form>
  );
}
