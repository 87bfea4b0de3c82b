import type { Result } from "../../api/problem";
import { Trouble } from "../../forms/Form";
import { useAct } from "../../forms/use_act";
import { useTexts } from "../../i18n/context";
import { SECURITY } from "../../i18n/security";

interface RecoveryCodesProps {
  readonly left: number | null;
  renew(key: string): Promise<Result<{ recovery_codes: readonly string[] }>>;
  onCodes(codes: readonly string[]): void;
}

/** How many recovery codes are left, and fresh ones in their place. */
export function RecoveryCodes({ left, renew, onCodes }: RecoveryCodesProps) {
  const t = useTexts(SECURITY);
  const act = useAct();
  const make = async () => {
    const made = await act.run("renew", (_, key) => renew(key));
    if (made !== null) onCodes(made.recovery_codes);
  };
  return (
    <div class="rows__row">
      <span class="rows__main">
        <span class="rows__title">{t.codes}</span>
        <span class="rows__detail">{t.codesLeft(left ?? 0)}</span>
        <Trouble act={act} />
      </span>
      <button type="button" class="button button--quiet" aria-disabled={act.busy} onClick={() => void make()}>
        {t.renewCodes}
      </button>
    </div>
  );
}
