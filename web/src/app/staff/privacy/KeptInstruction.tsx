import { useState } from "preact/hooks";
import type { Body } from "../../../api/schemas";
import { acknowledgeInstruction, dispelDoubt } from "../../../api/staff/instructions";
import { AskReason } from "../../../forms/AskReason";
import { useTexts } from "../../../i18n/context";
import { INSTRUCTIONS } from "../../../i18n/instructions";
import { STAFF_INSTRUCTIONS } from "../../../i18n/staff_instructions";
import { InstructionFacts } from "../../privacy/InstructionFacts";
import { Section } from "../../shell/Section";
import { DoubtDialog } from "./DoubtDialog";
import { RecordDisclosure } from "./RecordDisclosure";

type Asked = "acknowledge" | "doubt" | "dispel" | "record";

interface KeptInstructionProps {
  readonly instruction: Body<"InstructionForStaff">;
  /** Whether whoever looks answers instructions. */
  readonly keeps: boolean;
  onChanged(): void;
  onRecorded(): void;
}

/** An instruction of a controller, with what the dpo may do about it. */
export function KeptInstruction({ instruction, keeps, onChanged, onRecorded }: KeptInstructionProps) {
  const t = useTexts(INSTRUCTIONS);
  const s = useTexts(STAFF_INSTRUCTIONS);
  const [asked, setAsked] = useState<Asked | null>(null);
  const { id, state, version, subject, disclosure } = instruction;
  const close = () => setAsked(null);
  const done = () => {
    close();
    onChanged();
  };
  return (
    <Section
      title={subject}
      aside={<span class={state === "suspended" ? "state state--wrong" : "state"}>{t.states[state]}</span>}
    >
      {instruction.unreached && <p class="notice notice--wrong">{s.unreached}</p>}
      <InstructionFacts instruction={instruction} first={[[s.controller, instruction.business_id]]} />
      {keeps && (
        <div class="row">
          {actsOf(instruction).map((act) => (
            <button key={act} type="button" class="button" onClick={() => setAsked(act)}>
              {s[act]}
            </button>
          ))}
        </div>
      )}
      {asked === "doubt" && <DoubtDialog id={id} version={version} onClose={close} onDone={done} />}
      {asked === "record" && disclosure != null && (
        <RecordDisclosure
          basis={{ instruction_id: id }}
          recipient={disclosure.recipient}
          offered={disclosure.data}
          envelopes={disclosure.envelopes ?? null}
          onClose={close}
          onDone={() => {
            close();
            onRecorded();
          }}
        />
      )}
      {(asked === "acknowledge" || asked === "dispel") && (
        <AskReason
          title={s[asked]}
          text={<p>{s.acknowledgeText}</p>}
          label={asked === "acknowledge" ? s.howFollowed : t.why}
          confirm={s[asked]}
          place="words"
          act={(words, key) =>
            (asked === "acknowledge" ? acknowledgeInstruction : dispelDoubt)(id, { version, words }, key)
          }
          onClose={close}
          onDone={done}
        />
      )}
    </Section>
  );
}

/** What is open to the dpo as the instruction stands. */
function actsOf(instruction: Body<"InstructionForStaff">): readonly Asked[] {
  switch (instruction.state) {
    case "recorded":
      return ["acknowledge", "doubt"];
    case "in_force":
      return instruction.kind === "disclosure" ? ["record", "doubt"] : ["doubt"];
    case "suspended":
      return ["dispel"];
    case "withdrawn":
      return [];
  }
}
