import { Paged } from "../lists/Paged";
import "../../styles/subscription.css";
import { type Invoice, listInvoices, readInvoice } from "../../api/invoices";
import { useTexts, useWording } from "../../i18n/context";
import { INVOICES } from "../../i18n/invoices";
import { contractDay, euros, percent } from "../../i18n/money";
import { problemSentence } from "../../i18n/problems";
import { useDownload } from "../lists/use_download";
import { usePages } from "../lists/use_pages";
import { OwnerOnly } from "../session/OwnerOnly";
import { PageHead } from "../shell/PageHead";
import { Claims } from "./Claims";

/** Invoices, to read and to take along (contract S19). */
export default function InvoicesPage() {
  const t = useTexts(INVOICES);
  return (
    <OwnerOnly title={t.title}>
      <PageHead title={t.title} lead={t.lead} />
      <Claims />
      <List />
    </OwnerOnly>
  );
}

function List() {
  const t = useTexts(INVOICES);
  const pages = usePages(listInvoices);
  return (
    <Paged pages={pages} none={<p class="notice">{t.none}</p>}>
      <ul class="records">
        {pages.items.map((invoice) => (
          <Row key={invoice.id} invoice={invoice} />
        ))}
      </ul>
    </Paged>
  );
}

function Row({ invoice }: { invoice: Invoice }) {
  const { language } = useWording();
  const t = useTexts(INVOICES);
  const details = [
    contractDay(invoice.issued_on, language, "UTC"),
    t.net(euros(invoice.net, language), percent(invoice.vat_rate, language), euros(invoice.vat, language)),
    ...(invoice.rectifies === null ? [] : [t.rectifies(invoice.rectifies)]),
  ];
  return (
    <li class="record">
      <span class="record__main">
        <span class="record__title">{invoice.subject}</span>
        <span class="record__detail">
          {invoice.number} · {details.join(" · ")}
        </span>
      </span>
      <span class="amount">{euros(invoice.gross, language)}</span>
      <Documents invoice={invoice} />
    </li>
  );
}

function Documents({ invoice }: { invoice: Invoice }) {
  const { language } = useWording();
  const t = useTexts(INVOICES);
  const { problem, save } = useDownload();
  const download = (format: "pdf" | "xml") =>
    save(`${invoice.number.replaceAll("/", "-")}.${format}`, () => readInvoice(invoice.id, format));
  return (
    <>
      <span class="row">
        {(["pdf", "xml"] as const).map((format) => (
          <button key={format} type="button" class="button" onClick={() => download(format)}>
            {t[format]}
            <span class="unseen"> {t.of(invoice.number)}</span>
          </button>
        ))}
      </span>
      <span role="alert" class="record__problem">
        {problem !== null &&
          (problem.name === "not-found" ? t.preparing : problemSentence(problem, language))}
      </span>
    </>
  );
}
