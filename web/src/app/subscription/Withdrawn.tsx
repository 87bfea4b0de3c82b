import { useEffect, useRef } from "preact/hooks";
import type { Withdrawal } from "../../api/subscription";
import { useTexts, useWording } from "../../i18n/context";
import { dateTime, type Language } from "../../i18n/language";
import { LEAVING } from "../../i18n/leaving";
import { euros } from "../../i18n/money";
import { saveFile } from "../../shared/save_file";
import { Section } from "../shell/Section";
import { Receipts } from "./Receipts";

/** The withdrawal is done: when, where its acknowledgement goes, the same to keep, and the sealed receipt. */
export function Withdrawn({ withdrawal, zone }: { withdrawal: Withdrawal; zone: string }) {
  const { language } = useWording();
  const { withdraw: t, receipt } = useTexts(LEAVING);
  const top = useRef<HTMLDivElement>(null);
  useEffect(() => top.current?.focus(), []);
  const when = dateTime(withdrawal.confirmed_at ?? withdrawal.stated_at, language, zone);
  const save = () => {
    const text = receiptText(withdrawal, zone, language);
    saveFile(receipt.file(withdrawal.id), new Blob([text], { type: "text/plain;charset=utf-8" }));
  };
  return (
    <div ref={top} tabIndex={-1}>
      <Section title={t.done} lead={t.doneText(when, withdrawal.mail)}>
        <div class="row">
          <button type="button" class="button button--primary" onClick={save}>
            {t.download}
          </button>
          <a class="button button--quiet" href="/app/subscription">
            {t.back}
          </a>
        </div>
      </Section>
      <Receipts
        zone={zone}
        declaredAt={withdrawal.confirmed_at}
        isIts={({ declaration_id: of }) => of === withdrawal.id}
      />
    </div>
  );
}

/** What was declared, with date and time, line by line. */
function receiptText(withdrawal: Withdrawal, zone: string, language: Language): string {
  const { receipt } = LEAVING[language];
  const lines = [
    [receipt.declaration, `${withdrawal.statement} ${withdrawal.name}`],
    [receipt.contract, withdrawal.subscription_id],
    [receipt.contracted, dateTime(withdrawal.selected_at, language, zone)],
    [receipt.statement, withdrawal.id],
    [receipt.stated, dateTime(withdrawal.stated_at, language, zone)],
    [receipt.confirmed, dateTime(withdrawal.confirmed_at ?? withdrawal.stated_at, language, zone)],
    [receipt.refund, euros(withdrawal.refund, language)],
    [receipt.mail, withdrawal.mail],
  ];
  return `${receipt.title}\n\n${lines.map(([name, value]) => `${name}: ${value}`).join("\n")}\n`;
}
