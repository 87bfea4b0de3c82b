import { useState } from "preact/hooks";
import type { Body } from "../../api/schemas";
import { useTexts } from "../../i18n/context";
import { SECURITY } from "../../i18n/security";
import { AddPasskey } from "./AddPasskey";
import { AddTotp } from "./AddTotp";

export type Enrolled = Body<"Enrolled">;

/** Adds a code app or a passkey. */
export function AddFactor({ onEnrolled }: { onEnrolled: (answer: Enrolled) => void }) {
  const t = useTexts(SECURITY);
  const [adding, setAdding] = useState<"totp" | "passkey" | null>(null);
  const close = () => setAdding(null);
  const enrolled = (answer: Enrolled) => {
    close();
    onEnrolled(answer);
  };
  return (
    <div class="row">
      <button type="button" class="button button--primary" onClick={() => setAdding("totp")}>
        {t.addTotp}
      </button>
      <button type="button" class="button" onClick={() => setAdding("passkey")}>
        {t.addPasskey}
      </button>
      {adding === "totp" && <AddTotp onClose={close} onEnrolled={enrolled} />}
      {adding === "passkey" && <AddPasskey onClose={close} onEnrolled={enrolled} />}
    </div>
  );
}
