import { useState } from "preact/hooks";
import type { Body } from "../../../api/schemas";
import { openReported } from "../../../api/staff/openings";
import { Form } from "../../../forms/Form";
import { TextField } from "../../../forms/TextField";
import { useAct } from "../../../forms/use_act";
import { useFields } from "../../../forms/use_fields";
import { useTexts } from "../../../i18n/context";
import { FORMS } from "../../../i18n/forms";
import { OPENINGS } from "../../../i18n/openings";
import { goToPath } from "../../../routing/location";
import { Dialog } from "../../../shared/Dialog";

/** The documents of a report that one has claimed: each can be opened, with a reason its owner reads. */
export function OpenDocuments({ report }: { report: Body<"ReportDetail"> }) {
  const t = useTexts(OPENINGS);
  const [opening, setOpening] = useState<string | null>(null);
  return (
    <div class="row">
      {report.document_ids.map((document) => (
        <button key={document} type="button" class="button" onClick={() => setOpening(document)}>
          {t.openReported}
          <span class="unseen"> {document}</span>
        </button>
      ))}
      {opening !== null && (
        <Opening report_id={report.id} document_id={opening} onClose={() => setOpening(null)} />
      )}
    </div>
  );
}

interface OpeningProps {
  readonly report_id: string;
  readonly document_id: string;
  onClose(): void;
}

function Opening({ report_id, document_id, onClose }: OpeningProps) {
  const t = useTexts(OPENINGS);
  const forms = useTexts(FORMS);
  const act = useAct();
  const fields = useFields({ reason: "", legal_ground: "" }, act.problem);
  const submit = async () => {
    if (!fields.complete({ reason: forms.required, legal_ground: forms.required })) return;
    const made = await act.run({ report_id, document_id, ...fields.values }, openReported);
    if (made !== null) goToPath(`/app/staff/openings/${made.id}`);
  };
  return (
    <Dialog title={t.openReported} onClose={act.busy ? act.persistent.stop : onClose}>
      <Form
        act={act}
        submit={t.openReported}
        submitting={forms.saving}
        onSubmit={() => void submit()}
        aside={
          <button type="button" class="button button--quiet" onClick={onClose}>
            {forms.cancel}
          </button>
        }
      >
        <p>{t.openReportedText}</p>
        <TextField {...fields.bind("reason")} label={t.reason} rows={2} />
        <TextField {...fields.bind("legal_ground")} label={t.legalGround} />
      </Form>
    </Dialog>
  );
}
