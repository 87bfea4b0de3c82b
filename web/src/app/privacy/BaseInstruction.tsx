import { readBaseInstruction } from "../../api/instructions";
import { useTexts, useWording } from "../../i18n/context";
import { INSTRUCTIONS } from "../../i18n/instructions";
import { shortDate } from "../../i18n/language";
import { Shown } from "../lists/Shown";
import { useLoaded } from "../lists/use_loaded";
import { Section } from "../shell/Section";
import { FactList } from "./InstructionFacts";

/** What the accepted contract and the settings instruct. */
export function BaseInstruction() {
  const { language } = useWording();
  const t = useTexts(INSTRUCTIONS);
  const loaded = useLoaded(readBaseInstruction);
  const listed = (names: readonly string[]) => (names.length === 0 ? t.none : names.join(", "));
  return (
    <Section title={t.base} lead={t.baseLead}>
      <Shown loaded={loaded}>
        {(base) => (
          <FactList
            facts={[
              [t.contract, t.contractText(base.document_version, shortDate(base.accepted_at, language))],
              [t.digest, base.sha256],
              [t.channels, listed(base.implied.channels)],
              [t.promotion, base.implied.promotion_allowed ? t.allowed : t.refused],
              [t.objected, listed(base.implied.objected_subprocessors)],
            ]}
          />
        )}
      </Shown>
    </Section>
  );
}
