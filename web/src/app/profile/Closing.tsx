import { closeAccount, lookAtClosing } from "../../api/accounts";
import type { Body } from "../../api/schemas";
import { Form } from "../../forms/Form";
import { TextField } from "../../forms/TextField";
import { useAct } from "../../forms/use_act";
import { useFields } from "../../forms/use_fields";
import { useTexts } from "../../i18n/context";
import { FORMS } from "../../i18n/forms";
import { PERSON } from "../../i18n/person";
import { Shown } from "../lists/Shown";
import { useLoaded } from "../lists/use_loaded";
import { useSigned } from "../session/me";
import { Section } from "../shell/Section";

/** Closing one's own account: what stands against it, what is kept, and the last word. */
export function Closing() {
  const t = useTexts(PERSON);
  const loaded = useLoaded(lookAtClosing);
  return (
    <Section title={t.closing} lead={t.closingLead}>
      <Shown loaded={loaded}>
        {(closing) =>
          closing.obstacles.length > 0 ? (
            closing.obstacles.map((obstacle) => (
              <p key={obstacle} class="notice">
                {t.obstacles[obstacle]}
              </p>
            ))
          ) : (
            <Close closing={closing} />
          )
        }
      </Shown>
    </Section>
  );
}

function Close({ closing }: { closing: Body<"ClosingView"> }) {
  const t = useTexts(PERSON);
  const forms = useTexts(FORMS);
  const { me } = useSigned();
  const act = useAct();
  const fields = useFields({ confirmation: "" }, act.problem);
  const submit = async () => {
    if (!fields.complete({ confirmation: forms.required })) return;
    if ((await act.run(fields.values, closeAccount)) !== null) window.location.assign("/");
  };
  return (
    <Form act={act} danger submit={t.close} submitting={t.closingNow} onSubmit={() => void submit()}>
      <ul class="list">
        {closing.kept.map(({ what, years, ground }) => (
          <li key={what}>{t.keptFor(t.keptOf[what], years, ground)}</li>
        ))}
      </ul>
      <TextField {...fields.bind("confirmation")} label={t.closingConfirmation(me.email)} />
    </Form>
  );
}
