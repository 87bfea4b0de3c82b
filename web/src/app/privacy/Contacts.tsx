import { useState } from "preact/hooks";
import { changeBusiness, readBusiness } from "../../api/accounts";
import type { Body, BusinessView } from "../../api/schemas";
import { Form } from "../../forms/Form";
import { TextField } from "../../forms/TextField";
import { useAct } from "../../forms/use_act";
import { useFields } from "../../forms/use_fields";
import { useTexts } from "../../i18n/context";
import { FORMS } from "../../i18n/forms";
import { PRIVACY } from "../../i18n/privacy";
import { Shown } from "../lists/Shown";
import { useLoaded } from "../lists/use_loaded";
import { Section } from "../shell/Section";

const WHO = ["dpo", "representative"] as const;
type Place = `privacy_contacts/${(typeof WHO)[number]}/${"name" | "email"}`;

/** The controller's own data protection officer and representative, where it has them (contract P2). */
export function Contacts() {
  const t = useTexts(PRIVACY);
  const loaded = useLoaded(readBusiness);
  return (
    <Section title={t.contacts} lead={t.contactsLead}>
      <Shown loaded={loaded}>{(business) => <ContactsForm business={business} />}</Shown>
    </Section>
  );
}

function ContactsForm({ business }: { business: BusinessView }) {
  const t = useTexts(PRIVACY);
  const forms = useTexts(FORMS);
  const act = useAct();
  const [saved, setSaved] = useState(false);
  const kept = business.privacy_contacts;
  const fields = useFields<Place>(
    {
      "privacy_contacts/dpo/name": kept.dpo?.name ?? "",
      "privacy_contacts/dpo/email": kept.dpo?.email ?? "",
      "privacy_contacts/representative/name": kept.representative?.name ?? "",
      "privacy_contacts/representative/email": kept.representative?.email ?? "",
    },
    act.problem,
  );
  const submit = async () => {
    setSaved(false);
    const missing: Partial<Record<Place, string>> = {};
    const contacts: Body<"PrivacyContacts"> = {};
    for (const who of WHO) {
      const name = fields.values[`privacy_contacts/${who}/name`].trim();
      const email = fields.values[`privacy_contacts/${who}/email`].trim();
      if (name === "" && email === "") continue;
      missing[`privacy_contacts/${who}/name`] = forms.required;
      missing[`privacy_contacts/${who}/email`] = forms.required;
      contacts[who] = { name, email };
    }
    if (!fields.complete(missing)) return;
    if ((await act.run({ privacy_contacts: contacts }, changeBusiness)) !== null) setSaved(true);
  };
  const labels = { dpo: t.ownDpo, representative: t.representative };
  return (
    <Form act={act} submit={t.save} submitting={forms.saving} onSubmit={() => void submit()}>
      {WHO.map((who) => (
        <fieldset key={who} class="group">
          <legend>{labels[who]}</legend>
          <div class="form__pair">
            <TextField
              {...fields.bind(`privacy_contacts/${who}/name`)}
              label={t.contactName}
              optional="silent"
            />
            <TextField
              {...fields.bind(`privacy_contacts/${who}/email`)}
              label={t.contactEmail}
              type="email"
              optional="silent"
            />
          </div>
        </fieldset>
      ))}
      <p role="status">{saved ? t.saved : ""}</p>
    </Form>
  );
}
