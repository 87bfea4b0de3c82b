import { useState } from "preact/hooks";
import { chargeOthers } from "../../../api/staff/breaches";
import { listStaff } from "../../../api/staff/people";
import { Form } from "../../../forms/Form";
import { SelectField } from "../../../forms/SelectField";
import { useAct } from "../../../forms/use_act";
import { useFields } from "../../../forms/use_fields";
import { BREACHES } from "../../../i18n/breaches";
import { useTexts } from "../../../i18n/context";
import { FORMS } from "../../../i18n/forms";
import { Dialog } from "../../../shared/Dialog";
import { useLoaded } from "../../lists/use_loaded";
import type { BreachPartProps } from "./BreachPage";

/** Puts others in charge of a breach: from then on warnings go to them. */
export function Charge({ breach, onChanged }: BreachPartProps) {
  const t = useTexts(BREACHES);
  const [asking, setAsking] = useState(false);
  return (
    <>
      <button type="button" class="button" onClick={() => setAsking(true)}>
        {t.charge}
      </button>
      {asking && (
        <Ask
          breach={breach}
          onClose={() => setAsking(false)}
          onChanged={(detail) => {
            setAsking(false);
            onChanged(detail);
          }}
        />
      )}
    </>
  );
}

function Ask({ breach, onChanged, onClose }: Omit<BreachPartProps, "acts"> & { onClose(): void }) {
  const t = useTexts(BREACHES);
  const forms = useTexts(FORMS);
  const act = useAct();
  const staff = useLoaded(listStaff);
  const { responsible, substitute } = breach;
  const fields = useFields({ responsible_id: responsible.id, substitute_id: substitute.id }, act.problem);
  const known = [responsible, substitute].map((one) => [one.id, one.name ?? one.id] as const);
  const people = staff.value?.items.map((one) => [one.user_id, one.name ?? one.email] as const) ?? known;
  const submit = async () => {
    const detail = await act.run(fields.values, (given) => chargeOthers(breach.id, given));
    if (detail !== null) onChanged(detail);
  };
  return (
    <Dialog title={t.charge} onClose={act.busy ? act.persistent.stop : onClose}>
      <Form act={act} submit={t.charge} submitting={forms.saving} onSubmit={() => void submit()}>
        <SelectField {...fields.bind("responsible_id")} label={t.responsible} options={people} />
        <SelectField {...fields.bind("substitute_id")} label={t.substitute} options={people} />
      </Form>
    </Dialog>
  );
}
