import { listAllPacks, orderPackFor } from "../../../api/staff/privacy";
import { Form } from "../../../forms/Form";
import { TextField } from "../../../forms/TextField";
import { useAct } from "../../../forms/use_act";
import { useFields } from "../../../forms/use_fields";
import { useTexts } from "../../../i18n/context";
import { FORMS } from "../../../i18n/forms";
import { PRIVACY } from "../../../i18n/privacy";
import { Shown } from "../../lists/Shown";
import { useLoaded } from "../../lists/use_loaded";
import { PackRows } from "../../privacy/PackRows";
import { Section } from "../../shell/Section";

/** The record of processing of all controllers, and packs of evidence for those that asked (contract P2, P9). */
export function Records() {
  const t = useTexts(PRIVACY);
  const forms = useTexts(FORMS);
  const act = useAct();
  const loaded = useLoaded(listAllPacks);
  const fields = useFields({ business_id: "" }, act.problem);
  const submit = async () => {
    if (!fields.complete({ business_id: forms.required })) return;
    if ((await act.run(fields.values.business_id.trim(), orderPackFor)) === null) return;
    fields.reset();
    void loaded.reload();
  };
  return (
    <>
      <div class="row">
        <a class="button" href="/app/staff/processing-record">
          {t.wholeRecord}
        </a>
      </div>
      <Section title={t.packs} lead={t.packsLead}>
        <Shown loaded={loaded}>
          {({ items }) => <PackRows packs={items} path="/v1/staff/evidence-packs" named />}
        </Shown>
        <Form act={act} submit={t.orderPack} submitting={t.ordering} onSubmit={() => void submit()}>
          <TextField {...fields.bind("business_id")} label={t.forController} />
        </Form>
      </Section>
    </>
  );
}
