import { useState } from "preact/hooks";
import { changeMe } from "../../api/accounts";
import { Form } from "../../forms/Form";
import { useAct } from "../../forms/use_act";
import { useFields } from "../../forms/use_fields";
import { useTexts, useWording } from "../../i18n/context";
import { FORMS } from "../../i18n/forms";
import { dateTime } from "../../i18n/language";
import { PERSON } from "../../i18n/person";
import { useSigned } from "../session/me";
import { PageHead } from "../shell/PageHead";
import { Section } from "../shell/Section";
import { Closing } from "./Closing";
import { OwnBusinesses } from "./OwnBusinesses";
import { PersonFields } from "./PersonFields";

/** The user's own data. */
export default function ProfilePage() {
  const { language } = useWording();
  const t = useTexts(PERSON);
  const forms = useTexts(FORMS);
  const { me, reload } = useSigned();
  const act = useAct();
  const [saved, setSaved] = useState(false);
  const { name, language: preferred, time_zone } = me;
  const fields = useFields({ name: name ?? "", language: preferred, time_zone }, act.problem);
  const submit = async () => {
    setSaved(false);
    if (!fields.complete({ name: t.nameMissing })) return;
    if ((await act.run(fields.values, changeMe)) === null) return;
    await reload();
    setSaved(true);
  };
  return (
    <>
      <PageHead kicker={me.email} title={t.title} lead={t.since(dateTime(me.created_at, language))} />
      <Section title={t.heading}>
        <Form act={act} submit={forms.save} submitting={forms.saving} onSubmit={() => void submit()}>
          <PersonFields fields={fields} />
          <p role="status" class="done">
            {saved && forms.saved}
          </p>
        </Form>
      </Section>
      <OwnBusinesses />
      <Closing />
    </>
  );
}
