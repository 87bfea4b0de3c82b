import type { ComponentType } from "preact";
import { useState } from "preact/hooks";
import { useWording } from "../../i18n/context";
import type { ReportDialogProps } from "./ReportDialog";

/** The way to report a document, at the foot of its page. The form comes when somebody asks for it. */
export function ReportLink({ token }: { token: string }) {
  const { t } = useWording();
  const [dialog, setDialog] = useState<{ Shown: ComponentType<ReportDialogProps> } | null>(null);
  const open = async () => {
    const { ReportDialog } = await import("./ReportDialog");
    setDialog({ Shown: ReportDialog });
  };
  return (
    <footer class="report">
      <button type="button" class="button button--link" onClick={() => void open()}>
        {t.report}
      </button>
      {dialog !== null && <dialog.Shown token={token} onClose={() => setDialog(null)} />}
    </footer>
  );
}
