import { type Claim, listClaims, readClaim } from "../../api/invoices";
import { useTexts, useWording } from "../../i18n/context";
import { INVOICES } from "../../i18n/invoices";
import { contractDay, euros } from "../../i18n/money";
import { problemSentence } from "../../i18n/problems";
import { useDownload } from "../lists/use_download";
import { useLoaded } from "../lists/use_loaded";
import { Section } from "../shell/Section";

/** Debts that the holder claims; shown where there are any (contract S9). */
export function Claims() {
  const t = useTexts(INVOICES);
  const { value } = useLoaded(listClaims);
  if (value === null || value.items.length === 0) return null;
  return (
    <Section title={t.claims}>
      <ul class="records">
        {value.items.map((claim) => (
          <Row key={claim.id} claim={claim} />
        ))}
      </ul>
    </Section>
  );
}

function Row({ claim }: { claim: Claim }) {
  const { language } = useWording();
  const t = useTexts(INVOICES);
  const { problem, save } = useDownload();
  return (
    <li class="record">
      <span class="record__main">
        <span class="record__title">{t.claim(contractDay(claim.reckoned_through, language, "UTC"))}</span>
        <span class="record__detail">
          {claim.id} · {t.claimParts(euros(claim.principal, language), euros(claim.interest, language))}
        </span>
      </span>
      <span class="amount">{euros(claim.total, language)}</span>
      <button type="button" class="button" onClick={() => save(`${claim.id}.pdf`, () => readClaim(claim.id))}>
        {t.pdf}
        <span class="unseen"> {t.ofClaim(claim.id)}</span>
      </button>
      <span role="alert" class="record__problem">
        {problem !== null && problemSentence(problem, language)}
      </span>
    </li>
  );
}
