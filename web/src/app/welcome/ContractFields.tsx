import { Acceptance } from "../../forms/Acceptance";
import { Tick } from "../../forms/Tick";
import type { Terms } from "../../forms/use_terms";
import { BUSINESS } from "../../i18n/business";
import { useTexts, useWording } from "../../i18n/context";
import { FORMS } from "../../i18n/forms";
import { Waiting } from "../../shared/Waiting";

/** What the owner of a business accepts and declares (contract A2), by the API's names. */
export const OWNER_TEXTS = ["terms", "privacy", "processor"] as const;
export const DECLARATIONS = [
  "of_age",
  "capacity_to_contract",
  "data_is_true",
  "authority_to_represent",
] as const;
export const ALL_DECLARED = {
  of_age: true,
  capacity_to_contract: true,
  data_is_true: true,
  authority_to_represent: true,
} as const;
export type Declaration = (typeof DECLARATIONS)[number];

interface ContractFieldsProps {
  readonly terms: Terms<(typeof OWNER_TEXTS)[number]>;
  readonly declared: ReadonlySet<Declaration>;
  /** Whether what is missing is shown as such. */
  readonly marking: boolean;
  onDeclare(declared: ReadonlySet<Declaration>): void;
}

/** Declarations, each by itself, and the texts, each shown whole. */
export function ContractFields({ terms, declared, marking, onDeclare }: ContractFieldsProps) {
  const { t: common } = useWording();
  const t = useTexts(BUSINESS);
  const forms = useTexts(FORMS);
  const declare = (declaration: Declaration, yes: boolean) => {
    const next = new Set(declared);
    if (yes) next.add(declaration);
    else next.delete(declaration);
    onDeclare(next);
  };
  return (
    <>
      <fieldset class="group">
        <legend>{t.declare}</legend>
        {DECLARATIONS.map((declaration) => (
          <Tick
            key={declaration}
            checked={declared.has(declaration)}
            error={marking && !declared.has(declaration) ? t.mustDeclare : null}
            onCheck={(yes) => declare(declaration, yes)}
          >
            {t.declarations[declaration]}
          </Tick>
        ))}
      </fieldset>
      <fieldset class="group">
        <legend>{t.accept}</legend>
        {terms.texts !== null &&
          OWNER_TEXTS.map((kind) => (
            <Acceptance
              key={kind}
              text={(terms.texts as NonNullable<typeof terms.texts>)[kind]}
              accepted={terms.isAccepted(kind)}
              error={marking && !terms.isAccepted(kind) ? forms.mustAccept : null}
              onAccept={(accepted) => terms.accept(kind, accepted)}
            />
          ))}
        <Waiting persistent={terms.persistent} kept={common.waiting.opening} stoppable={false} />
      </fieldset>
    </>
  );
}
