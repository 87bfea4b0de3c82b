import { useState } from "preact/hooks";
import { approveUnlikely, sayUnlikely } from "../../../api/staff/breaches";
import { AskReason } from "../../../forms/AskReason";
import { Confirm } from "../../../forms/Confirm";
import { BREACHES } from "../../../i18n/breaches";
import { useTexts } from "../../../i18n/context";
import { FORMS } from "../../../i18n/forms";
import { useSigned } from "../../session/me";
import { Section } from "../../shell/Section";
import type { BreachPartProps } from "./BreachPage";

/** "A risk to people is unlikely": proposed by one person, agreed to by another. */
export function Unlikely({ breach, acts, onChanged }: BreachPartProps) {
  const t = useTexts(BREACHES);
  const forms = useTexts(FORMS);
  const { me } = useSigned();
  const [asked, setAsked] = useState<"propose" | "approve" | null>(null);
  const { unlikely_by: by, unlikely_approved_by: second, unlikely_reason: reason } = breach;
  const open = acts && breach.told === null && second == null;
  if (by == null && !open) return null;
  const done = (detail: typeof breach) => {
    setAsked(null);
    onChanged(detail);
  };
  const who = by?.name ?? by?.id ?? "";
  return (
    <Section title={t.unlikely} lead={t.unlikelyLead}>
      {by != null && second == null && <p>{t.proposed(who, reason ?? "")}</p>}
      {second != null && <p>{t.decided(who, second.name ?? second.id, reason ?? "")}</p>}
      {open && (
        <div class="row">
          <button type="button" class="button" onClick={() => setAsked("propose")}>
            {t.propose}
          </button>
          {by != null && by.id !== me.id && (
            <button type="button" class="button button--danger" onClick={() => setAsked("approve")}>
              {t.approve}
            </button>
          )}
        </div>
      )}
      {asked === "propose" && (
        <AskReason
          title={t.propose}
          label={t.reason}
          confirm={t.propose}
          act={(words, key) => sayUnlikely(breach.id, words, key)}
          onClose={() => setAsked(null)}
          onDone={done}
        />
      )}
      {asked === "approve" && (
        <Confirm
          title={t.approve}
          text={<p>{t.approveText}</p>}
          confirm={t.approve}
          confirming={forms.saving}
          act={(key) => approveUnlikely(breach.id, key)}
          onClose={() => setAsked(null)}
          onDone={done}
        />
      )}
    </Section>
  );
}
