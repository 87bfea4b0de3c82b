import type { ComponentType } from "preact";
import { useState } from "preact/hooks";
import { useWording } from "../../i18n/context";

export interface FootDialogProps {
  readonly token: string;
  onClose(): void;
}

interface ReportLinkProps {
  readonly token: string;
  /** Whether this sender may also tell the signer by message. */
  readonly messages: boolean;
}

/** What else a signer can do, at the foot of the page. Each form comes when somebody asks for it. */
export function ReportLink({ token, messages }: ReportLinkProps) {
  const { t } = useWording();
  const [dialog, setDialog] = useState<{ Shown: ComponentType<FootDialogProps> } | null>(null);
  const report = async () => setDialog({ Shown: (await import("./ReportDialog")).ReportDialog });
  const stolen = async () => setDialog({ Shown: (await import("../messaging/StolenDialog")).StolenDialog });
  const channels = async () =>
    setDialog({ Shown: (await import("../messaging/ChannelsDialog")).ChannelsDialog });
  const acts: (readonly [string, () => Promise<void>])[] = [
    ...(messages ? ([[t.byMessage, channels]] as const) : []),
    [t.stolen, stolen],
    [t.report, report],
  ];
  return (
    <footer class="report">
      {acts.map(([name, open]) => (
        <button key={name} type="button" class="button button--link" onClick={() => void open()}>
          {name}
        </button>
      ))}
      {dialog !== null && <dialog.Shown token={token} onClose={() => setDialog(null)} />}
    </footer>
  );
}
