import { useEffect } from "preact/hooks";
import { listReceipts, type Receipt, readReceipt } from "../../api/subscription";
import { useTexts, useWording } from "../../i18n/context";
import { dateTime } from "../../i18n/language";
import { LEAVING } from "../../i18n/leaving";
import { problemSentence } from "../../i18n/problems";
import { useDownload } from "../lists/use_download";
import { useLoaded } from "../lists/use_loaded";
import { Section } from "../shell/Section";

/** How often one that is being made is looked for, and until how long after the declaration, in milliseconds. */
const PAUSE = 3_000;
const PATIENCE = 600_000;

interface ReceiptsProps {
  readonly zone: string;
  /** When the newest declaration was made, if any, and which receipt is its. */
  readonly declaredAt: string | null;
  isIts(receipt: Receipt): boolean;
}

/** Receipts of what was declared, sealed; nothing where there are none (contract S10, S14). */
export function Receipts({ zone, declaredAt, isIts }: ReceiptsProps) {
  const t = useTexts(LEAVING).receipts;
  const loaded = useLoaded(listReceipts);
  const items = loaded.value?.items ?? [];
  const isFresh = declaredAt !== null && Date.now() - Date.parse(declaredAt) < PATIENCE;
  const waiting = isFresh && !items.some(isIts);
  useEffect(() => {
    if (!waiting) return;
    const timer = setInterval(() => void loaded.reload(), PAUSE);
    return () => clearInterval(timer);
  }, [waiting, loaded.reload]);
  if (items.length === 0 && !waiting) return null;
  return (
    <Section title={t.title} lead={t.lead}>
      <p role="status">{waiting && t.preparing}</p>
      <ul class="records">
        {items.map((receipt) => (
          <Row key={receipt.id} receipt={receipt} zone={zone} />
        ))}
      </ul>
    </Section>
  );
}

function Row({ receipt, zone }: { receipt: Receipt; zone: string }) {
  const { language } = useWording();
  const t = useTexts(LEAVING).receipts;
  const { problem, save } = useDownload();
  const download = () => save(`${receipt.id}.pdf`, () => readReceipt(receipt.id));
  return (
    <li class="record">
      <span class="record__main">
        <span class="record__title">{t.kinds[receipt.kind]}</span>
        <span class="record__detail">{t.stated(dateTime(receipt.stated_at, language, zone))}</span>
      </span>
      <button type="button" class="button" onClick={download}>
        {t.pdf}
        <span class="unseen"> {t.of(receipt.id)}</span>
      </button>
      <span role="alert" class="record__problem">
        {problem !== null && problemSentence(problem, language)}
      </span>
    </li>
  );
}
