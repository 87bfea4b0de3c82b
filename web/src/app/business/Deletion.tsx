import { askForDeletion, takeDeletionBack } from "../../api/accounts";
import type { BusinessView } from "../../api/schemas";
import { Form, Trouble } from "../../forms/Form";
import { TextField } from "../../forms/TextField";
import { useAct } from "../../forms/use_act";
import { useFields } from "../../forms/use_fields";
import { BUSINESS_SETTINGS } from "../../i18n/business_settings";
import { useTexts, useWording } from "../../i18n/context";
import { FORMS } from "../../i18n/forms";
import { dateTime } from "../../i18n/language";
import { refusedValueSentence } from "../../i18n/refused_values";
import { Section } from "../shell/Section";

interface DeletionProps {
  readonly business: BusinessView;
  onChanged(business: BusinessView): void;
}

/** Asks for the business to be deleted, by its name, or takes that back (contract S18). */
export function Deletion({ business, onChanged }: DeletionProps) {
  const t = useTexts(BUSINESS_SETTINGS);
  return (
    <Section title={t.deletion} lead={t.deletionLead}>
      {business.deletion_requested_at === null ? (
        <Ask business={business} onChanged={onChanged} />
      ) : (
        <TakeBack requestedAt={business.deletion_requested_at} onChanged={onChanged} />
      )}
    </Section>
  );
}

function Ask({ business, onChanged }: DeletionProps) {
  const { language } = useWording();
  const t = useTexts(BUSINESS_SETTINGS);
  const forms = useTexts(FORMS);
  const act = useAct();
  const fields = useFields({ confirmation: "" }, act.problem);
  const submit = async () => {
    if (!fields.complete({ confirmation: forms.required })) return;
    const changed = await act.run(fields.values.confirmation, askForDeletion);
    if (changed !== null) onChanged(changed);
  };
  const obstacles = (act.problem?.refused ?? []).filter(({ place }) => place === "");
  return (
    <Form act={act} danger submit={t.askDeletion} submitting={t.asking} onSubmit={() => void submit()}>
      <TextField {...fields.bind("confirmation")} label={t.confirmation(business.name)} />
      {obstacles.map(({ code }) => (
        <p key={code}>{refusedValueSentence(code, language)}</p>
      ))}
    </Form>
  );
}

function TakeBack({
  requestedAt,
  onChanged,
}: {
  requestedAt: string;
  onChanged: DeletionProps["onChanged"];
}) {
  const { language } = useWording();
  const t = useTexts(BUSINESS_SETTINGS);
  const act = useAct();
  const run = async () => {
    const changed = await act.run("take back", takeDeletionBack);
    if (changed !== null) onChanged(changed);
  };
  return (
    <>
      <p class="notice notice--wait">{t.deletionAsked(dateTime(requestedAt, language))}</p>
      <Trouble act={act} />
      <div class="row">
        <button type="button" class="button" aria-disabled={act.busy} onClick={() => void run()}>
          {t.takeBack}
        </button>
      </div>
    </>
  );
}
