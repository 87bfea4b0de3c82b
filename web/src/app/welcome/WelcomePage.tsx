import { changeMe } from "../../api/accounts";
import { Form } from "../../forms/Form";
import { useAct } from "../../forms/use_act";
import { useFields } from "../../forms/use_fields";
import { useTexts, useWording } from "../../i18n/context";
import { PERSON } from "../../i18n/person";
import { PersonFields } from "../profile/PersonFields";
import { useSigned } from "../session/me";
import { PageHead } from "../shell/PageHead";
import { Section } from "../shell/Section";

/** Phase 2 of registering, first step: who the user is (contract A1). */
export default function WelcomePage() {
  const { language } = useWording();
  const t = useTexts(PERSON);
  const { me, reload } = useSigned();
  const act = useAct();
  const time_zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  const fields = useFields({ name: me.name ?? "", language, time_zone }, act.problem);
  const submit = async () => {
    if (!fields.complete({ name: t.nameMissing })) return;
    if ((await act.run(fields.values, changeMe)) !== null) await reload();
  };
  return (
    <>
      <PageHead kicker={t.step(1)} title={t.welcome} lead={t.welcomeLead} />
      <Section title={t.heading}>
        <Form act={act} submit={t.next} submitting={t.saving} onSubmit={() => void submit()}>
          <PersonFields fields={fields} />
        </Form>
      </Section>
    </>
  );
}
