import type { Body } from "../../../api/schemas";
import { claimDebt, listClaims, readClaim } from "../../../api/staff/billing";
import { Form } from "../../../forms/Form";
import { TextField } from "../../../forms/TextField";
import { useAct } from "../../../forms/use_act";
import { useFields } from "../../../forms/use_fields";
import { BILLING } from "../../../i18n/billing";
import { useTexts, useWording } from "../../../i18n/context";
import { FORMS } from "../../../i18n/forms";
import { shortDate } from "../../../i18n/language";
import { euros } from "../../../i18n/money";
import { problemSentence } from "../../../i18n/problems";
import { Shown } from "../../lists/Shown";
import { useDownload } from "../../lists/use_download";
import { useLoaded } from "../../lists/use_loaded";
import { Section } from "../../shell/Section";

type Claim = Body<"ClaimView">;

/** Claims of what the contract owes, with late interest; another one is made to a day (contract S9). */
export function Claims({ id }: { id: string }) {
  const t = useTexts(BILLING);
  const loaded = useLoaded(() => listClaims(id), id);
  return (
    <Section title={t.claims} lead={t.claimsLead}>
      <Shown loaded={loaded}>
        {({ items }) =>
          items.length === 0 ? (
            <p class="empty">{t.claimsNone}</p>
          ) : (
            <ul class="rows">
              {items.map((claim) => (
                <Row key={claim.id} claim={claim} />
              ))}
            </ul>
          )
        }
      </Shown>
      <Make id={id} onMade={() => void loaded.reload()} />
    </Section>
  );
}

function Make({ id, onMade }: { id: string; onMade(): void }) {
  const t = useTexts(BILLING);
  const forms = useTexts(FORMS);
  const act = useAct();
  const fields = useFields({ reckoned_through: "" }, act.problem);
  const submit = async () => {
    const through = fields.values.reckoned_through;
    const body = { reckoned_through: through === "" ? null : through };
    const made = await act.run(body, (asked, key) => claimDebt(id, asked, key));
    if (made === null) return;
    fields.reset();
    onMade();
  };
  return (
    <Form act={act} submit={t.claimSend} submitting={forms.saving} onSubmit={() => void submit()}>
      <TextField
        {...fields.bind("reckoned_through")}
        label={t.claimThrough}
        hint={t.claimThroughHint}
        type="date"
      />
    </Form>
  );
}

function Row({ claim }: { claim: Claim }) {
  const { language } = useWording();
  const t = useTexts(BILLING);
  const { problem, save } = useDownload();
  return (
    <li class="rows__row">
      <span class="rows__main">
        <span class="rows__title">
          {t.claimed(euros(claim.total, language), euros(claim.interest, language))}
        </span>
        <span class="rows__detail">
          {claim.id} · {shortDate(claim.reckoned_through, language)}
        </span>
      </span>
      <button type="button" class="button" onClick={() => save(`${claim.id}.pdf`, () => readClaim(claim.id))}>
        {t.pdf}
        <span class="unseen"> {claim.id}</span>
      </button>
      <span role="alert" class="rows__detail">
        {problem !== null && problemSentence(problem, language)}
      </span>
    </li>
  );
}
