import { useState } from "preact/hooks";
import { amendInstruction, confirmInstruction, withdrawInstruction } from "../../api/instructions";
import type { Body } from "../../api/schemas";
import { AskReason } from "../../forms/AskReason";
import { useTexts } from "../../i18n/context";
import { INSTRUCTIONS } from "../../i18n/instructions";
import { Section } from "../shell/Section";
import { InstructionFacts } from "./InstructionFacts";
import { InstructionForm } from "./InstructionForm";

interface OwnInstructionProps {
  readonly instruction: Body<"InstructionView">;
  onChanged(): void;
}

/** An instruction of the business, with what its owner may do about it. */
export function OwnInstruction({ instruction, onChanged }: OwnInstructionProps) {
  const t = useTexts(INSTRUCTIONS);
  const [asked, setAsked] = useState<"amend" | "confirm" | "withdraw" | null>(null);
  const { id, state, version, subject } = instruction;
  const suspended = state === "suspended";
  const done = () => {
    setAsked(null);
    onChanged();
  };
  const close = () => setAsked(null);
  return (
    <Section
      title={subject}
      aside={<span class={suspended ? "state state--wrong" : "state"}>{t.states[state]}</span>}
    >
      {suspended && <p class="notice notice--wrong">{t.suspendedText}</p>}
      {asked === "amend" ? (
        <InstructionForm
          before={instruction}
          submit={t.amendSend}
          act={(body, key) => amendInstruction(id, { ...body, version }, key)}
          onDone={done}
          onCancel={close}
        />
      ) : (
        <InstructionFacts instruction={instruction} />
      )}
      {state !== "withdrawn" && asked !== "amend" && (
        <div class="row">
          {suspended && (
            <button type="button" class="button button--primary" onClick={() => setAsked("confirm")}>
              {t.confirm}
            </button>
          )}
          <button type="button" class="button" onClick={() => setAsked("amend")}>
            {t.amend}
          </button>
          <button type="button" class="button button--danger" onClick={() => setAsked("withdraw")}>
            {t.withdraw}
          </button>
        </div>
      )}
      {(asked === "confirm" || asked === "withdraw") && (
        <AskReason
          danger={asked === "withdraw"}
          title={t[asked]}
          text={<p>{asked === "withdraw" ? t.withdrawText : t.confirmText}</p>}
          label={t.why}
          confirm={t[asked]}
          place="words"
          act={(words, key) =>
            (asked === "withdraw" ? withdrawInstruction : confirmInstruction)(id, { version, words }, key)
          }
          onClose={close}
          onDone={done}
        />
      )}
    </Section>
  );
}
