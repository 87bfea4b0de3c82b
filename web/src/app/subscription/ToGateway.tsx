import { useState } from "preact/hooks";
import type { Result } from "../../api/problem";
import { Trouble } from "../../forms/Form";
import { useAct } from "../../forms/use_act";
import { useFreshPage } from "../../routing/use_fresh_page";

interface ToGatewayProps {
  readonly label: string;
  readonly leading: string;
  readonly primary?: boolean;
  open(key: string): Promise<Result<{ url: string }>>;
  /** The service refused: what is shown is no longer so. */
  onRefused?(): void;
}

/** Opens a page of the gateway's and goes there; a second click finds the first. */
export function ToGateway({ label, leading, primary = false, open, onRefused }: ToGatewayProps) {
  const act = useAct();
  const [going, setGoing] = useState(false);
  useFreshPage();
  const go = async () => {
    if (act.busy || going) return;
    const page = await act.run(label, (_, key) => open(key));
    if (page === null) return onRefused?.();
    setGoing(true);
    window.location.assign(page.url);
  };
  const busy = act.busy || going;
  return (
    <div class="to-gateway">
      <button
        type="button"
        class={primary ? "button button--primary" : "button"}
        aria-disabled={busy}
        onClick={() => void go()}
      >
        {busy ? leading : label}
      </button>
      <Trouble act={act} />
    </div>
  );
}
