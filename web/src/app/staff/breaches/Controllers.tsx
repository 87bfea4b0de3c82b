import { useState } from "preact/hooks";
import type { Body } from "../../../api/schemas";
import { noteContact } from "../../../api/staff/breaches";
import { Form } from "../../../forms/Form";
import { TextField } from "../../../forms/TextField";
import { useAct } from "../../../forms/use_act";
import { useFields } from "../../../forms/use_fields";
import { BREACHES } from "../../../i18n/breaches";
import { useTexts, useWording } from "../../../i18n/context";
import { FORMS } from "../../../i18n/forms";
import { dateTime, type Language } from "../../../i18n/language";
import { Dialog } from "../../../shared/Dialog";
import { Section } from "../../shell/Section";
import { NameSubjects } from "../incidents/NameSubjects";
import type { BreachPartProps } from "./BreachPage";

type Concerned = Body<"BreachControllerView">;

/** Whose data is concerned, what each was told, and whom no mail reached. */
export function Controllers({
  breach,
  acts,
  onChanged,
  onNamed,
}: BreachPartProps & {
  /** The incident names more: whom that concerns is being counted. */
  onNamed(): void;
}) {
  const { language } = useWording();
  const t = useTexts(BREACHES);
  const [asked, setAsked] = useState<string | null>(null);
  const [counting, setCounting] = useState(false);
  const named = () => {
    setCounting(true);
    onNamed();
  };
  return (
    <Section title={t.controllers}>
      {breach.controllers.length === 0 && <p>{t.controllersNone}</p>}
      <ul class="records">
        {breach.controllers.map((one) => {
          const unreached = one.refused != null && (one.contact?.assessment ?? -1) < one.refused;
          const untold = !breach.drill && one.told_at == null && one.contact == null;
          return (
            <li key={one.business_id} class="record">
              <span class="record__main">
                <span class="record__title">{one.business_id}</span>
                <span class="record__detail">
                  {t.extent(one.people, one.records)} · {how(one, t, language)}
                </span>
                {unreached && <span class="record__detail">{t.unreached}</span>}
              </span>
              {(unreached || untold) && acts && (
                <button type="button" class="button" onClick={() => setAsked(one.business_id)}>
                  {t.contact}
                </button>
              )}
            </li>
          );
        })}
      </ul>
      {acts && (
        <div class="row">
          <NameSubjects incidentId={breach.incident_id} onNamed={named} />
        </div>
      )}
      {counting && (
        <p class="notice" role="status">
          {t.counting}
        </p>
      )}
      {asked !== null && (
        <NoteContact
          breachId={breach.id}
          businessId={asked}
          onClose={() => setAsked(null)}
          onDone={(detail) => {
            setAsked(null);
            onChanged(detail);
          }}
        />
      )}
    </Section>
  );
}

function how(one: Concerned, t: (typeof BREACHES)["es"], language: Language): string {
  const parts: string[] = [];
  if (one.contact != null) {
    const { assessment, at, words } = one.contact;
    parts.push(t.contacted(dateTime(at, language), assessment, words));
  }
  if (one.told_at != null) parts.push(t.toldOn(dateTime(one.told_at, language), one.told ?? 0));
  if (one.told_at != null && one.delivery != null)
    parts.push(t.deliveries(one.delivery, one.second_delivery ?? null));
  return parts.length === 0 ? t.notTold : parts.join(" · ");
}

interface NoteContactProps {
  readonly breachId: string;
  readonly businessId: string;
  onClose(): void;
  onDone(breach: Body<"BreachDetail">): void;
}

function NoteContact({ breachId, businessId, onClose, onDone }: NoteContactProps) {
  const t = useTexts(BREACHES);
  const forms = useTexts(FORMS);
  const act = useAct();
  const fields = useFields({ at: "", words: "" }, act.problem);
  const submit = async () => {
    if (!fields.complete({ at: forms.required, words: forms.required })) return;
    const { at, words } = fields.values;
    const body = { business_id: businessId, at: new Date(at).toISOString(), words };
    const detail = await act.run(body, (given, key) => noteContact(breachId, given, key));
    if (detail !== null) onDone(detail);
  };
  return (
    <Dialog title={t.contact} onClose={onClose}>
      <Form act={act} submit={t.contact} submitting={forms.saving} onSubmit={() => void submit()}>
        <TextField {...fields.bind("at")} label={t.contactAt} type="datetime-local" />
        <TextField {...fields.bind("words")} label={t.contactWords} rows={3} />
      </Form>
    </Dialog>
  );
}
