import { useState } from "preact/hooks";
import { listFactors, removeFactor, renewRecoveryCodes } from "../../api/factors";
import type { Factor } from "../../api/schemas";
import { Confirm } from "../../forms/Confirm";
import { useTexts } from "../../i18n/context";
import { SECURITY } from "../../i18n/security";
import { ShownOnce } from "../keys/ShownOnce";
import { Shown } from "../lists/Shown";
import { useLoaded } from "../lists/use_loaded";
import { Section } from "../shell/Section";
import { AddFactor, type Enrolled } from "./AddFactor";
import { FactorRow } from "./FactorRow";
import { RecoveryCodes } from "./RecoveryCodes";

/** Second factors and the codes for the day they are lost (contract M3). */
export function Factors({ onEnrolled }: { onEnrolled?: () => void }) {
  const t = useTexts(SECURITY);
  const loaded = useLoaded(listFactors);
  const [removing, setRemoving] = useState<Factor | null>(null);
  const [codes, setCodes] = useState<readonly string[] | null>(null);
  const enrolled = (answer: Enrolled) => {
    void loaded.reload();
    if (answer.recovery_codes) setCodes(answer.recovery_codes);
    else onEnrolled?.();
  };
  return (
    <Section title={t.factors} lead={t.factorsLead}>
      <Shown loaded={loaded}>
        {(factors) => (
          <>
            {factors.items.length === 0 ? (
              <p class="notice">{factors.required ? t.factorRequired : t.noFactors}</p>
            ) : (
              <ul class="rows">
                {factors.items.map((factor) => (
                  <FactorRow key={factor.id} factor={factor} onRemove={() => setRemoving(factor)} />
                ))}
              </ul>
            )}
            <AddFactor onEnrolled={enrolled} />
            {factors.items.length > 0 && (
              <RecoveryCodes
                left={factors.recovery_codes_left}
                renew={renewRecoveryCodes}
                onCodes={setCodes}
              />
            )}
          </>
        )}
      </Shown>
      {removing !== null && (
        <Confirm
          title={t.removeTitle(removing.name)}
          text={t.removeText}
          confirm={t.remove}
          confirming={t.removing}
          act={() => removeFactor(removing.id)}
          onClose={() => setRemoving(null)}
          onDone={() => {
            setRemoving(null);
            void loaded.reload();
          }}
        />
      )}
      {codes !== null && (
        <ShownOnce
          title={t.codes}
          text={t.codesText}
          lines={codes}
          file="rubrica-recovery-codes.txt"
          onClose={() => {
            setCodes(null);
            void loaded.reload();
            onEnrolled?.();
          }}
        />
      )}
    </Section>
  );
}
