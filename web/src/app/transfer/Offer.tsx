import { useState } from "preact/hooks";
import { acceptOwnership, declineOwnership } from "../../api/ownership";
import type { Body } from "../../api/schemas";
import { Form } from "../../forms/Form";
import { useAct } from "../../forms/use_act";
import { useFields } from "../../forms/use_fields";
import { useTerms } from "../../forms/use_terms";
import { BUSINESS } from "../../i18n/business";
import { useTexts, useWording } from "../../i18n/context";
import { shortDate } from "../../i18n/language";
import { TRANSFER } from "../../i18n/transfer";
import { goToPath } from "../../routing/location";
import { KindField, kindFrom } from "../business/BusinessFields";
import { useSigned } from "../session/me";
import { Section } from "../shell/Section";
import {
  ALL_DECLARED,
  ContractFields,
  DECLARATIONS,
  type Declaration,
  OWNER_TEXTS,
} from "../welcome/ContractFields";

interface OfferProps {
  readonly offer: Body<"TransferView">;
  onEnded(): void;
}

/** One offer. Whoever takes it says, declares and accepts what every owner does (contract A2, A6). */
export function Offer({ offer, onEnded }: OfferProps) {
  const { language } = useWording();
  const t = useTexts(TRANSFER);
  const business = useTexts(BUSINESS);
  const { choose, reload } = useSigned();
  const act = useAct();
  const declining = useAct();
  const terms = useTerms(OWNER_TEXTS);
  const [declared, setDeclared] = useState<ReadonlySet<Declaration>>(new Set());
  const [marking, setMarking] = useState(false);
  const fields = useFields({ customer_kind: "" }, act.problem);
  const accept = async () => {
    setMarking(true);
    const filled = fields.complete({ customer_kind: business.customerKindMissing });
    if (!filled || declared.size < DECLARATIONS.length || !terms.allAccepted) return;
    const customer_kind = kindFrom(fields.values.customer_kind);
    const body = { customer_kind, declarations: ALL_DECLARED, accepted: terms.acceptances() };
    const taken = await act.run(body, (asked, key) => acceptOwnership(offer.id, asked, key));
    if (taken === null) return terms.reload();
    await choose(offer.business.id);
    await reload();
    goToPath("/app/business");
  };
  const decline = async () => {
    if ((await declining.run(offer.id, declineOwnership)) !== null) onEnded();
  };
  return (
    <Section
      title={offer.business.name}
      lead={t.from(
        offer.offered_by.name ?? offer.offered_by.email,
        shortDate(offer.expires_at, language, -1),
      )}
    >
      <Form
        act={declining.problem === null ? act : declining}
        submit={t.accept}
        submitting={t.accepting}
        onSubmit={() => void accept()}
        aside={
          <button
            type="button"
            class="button button--quiet"
            aria-disabled={declining.busy}
            onClick={() => void decline()}
          >
            {t.decline}
          </button>
        }
      >
        <KindField field={fields.bind("customer_kind")} />
        <ContractFields terms={terms} declared={declared} marking={marking} onDeclare={setDeclared} />
      </Form>
    </Section>
  );
}
