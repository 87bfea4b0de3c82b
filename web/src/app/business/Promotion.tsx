import { useState } from "preact/hooks";
import { changeBusiness } from "../../api/accounts";
import type { BusinessView } from "../../api/schemas";
import { Trouble } from "../../forms/Form";
import { Tick } from "../../forms/Tick";
import { useAct } from "../../forms/use_act";
import { BUSINESS_SETTINGS } from "../../i18n/business_settings";
import { useTexts } from "../../i18n/context";
import { Section } from "../shell/Section";

interface PromotionProps {
  readonly business: BusinessView;
  onChanged(business: BusinessView): void;
}

/** Whether the holder may name the business as a customer (contract A9). */
export function Promotion({ business, onChanged }: PromotionProps) {
  const t = useTexts(BUSINESS_SETTINGS);
  const act = useAct();
  const [wanted, setWanted] = useState<boolean | null>(null);
  const set = async (promotion_allowed: boolean) => {
    setWanted(promotion_allowed);
    const changed = await act.run({ promotion_allowed }, changeBusiness);
    if (changed !== null) onChanged(changed);
    setWanted(null);
  };
  return (
    <Section title={t.promotion} lead={t.promotionLead}>
      <Tick checked={wanted ?? business.promotion_allowed} onCheck={(allowed) => void set(allowed)}>
        {t.promotionAllowed}
      </Tick>
      <Trouble act={act} />
    </Section>
  );
}
