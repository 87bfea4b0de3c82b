import { useState } from "preact/hooks";
import type { Result } from "../../../api/problem";
import { AskReason } from "../../../forms/AskReason";
import { Trouble } from "../../../forms/Form";
import { useAct } from "../../../forms/use_act";
import { useTexts } from "../../../i18n/context";
import { STAFF } from "../../../i18n/staff";
import type { StaffRole } from "./RoleTicks";

type How = "refuse" | "withdraw";

interface PendingProps {
  readonly title: string;
  readonly roles: readonly StaffRole[];
  readonly reason: string;
  readonly state: string;
  readonly stateName: string;
  /** Whether the reader asked for it: then they can take it back, not confirm it. */
  readonly mine: boolean;
  readonly open: boolean;
  readonly confirmable: boolean;
  confirm(key: string): Promise<Result<unknown>>;
  end(how: How, reason: string, key: string): Promise<Result<unknown>>;
  onChanged(): void;
}

/** Something asked for that a second person decides. */
export function Pending(props: PendingProps) {
  const { title, roles, reason, stateName, state, mine, open, confirmable, confirm, end, onChanged } = props;
  const t = useTexts(STAFF);
  const act = useAct();
  const [ending, setEnding] = useState<How | null>(null);
  const agree = async () => {
    if ((await act.run(title, (_, key) => confirm(key))) !== null) onChanged();
  };
  return (
    <li class="rows__row">
      <span class="rows__main">
        <span class="rows__title">{title}</span>
        <span class="rows__detail">
          {roles.map((role) => t.roleNames[role]).join(", ")} · {reason}
        </span>
        <Trouble act={act} />
      </span>
      <span class={`state state--${state}`}>{stateName}</span>
      {open && (
        <span class="row">
          {confirmable && !mine && (
            <button type="button" class="button" aria-disabled={act.busy} onClick={() => void agree()}>
              {t.confirm}
              <span class="unseen"> {title}</span>
            </button>
          )}
          <button
            type="button"
            class="button button--quiet"
            onClick={() => setEnding(mine || !confirmable ? "withdraw" : "refuse")}
          >
            {mine || !confirmable ? t.withdraw : t.refuse}
            <span class="unseen"> {title}</span>
          </button>
        </span>
      )}
      {ending !== null && (
        <AskReason
          title={title}
          label={t.reason}
          confirm={ending === "refuse" ? t.refuse : t.withdraw}
          danger
          act={(words, key) => end(ending, words, key)}
          onClose={() => setEnding(null)}
          onDone={() => {
            setEnding(null);
            onChanged();
          }}
        />
      )}
    </li>
  );
}
