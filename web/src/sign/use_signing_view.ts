import { useCallback, useEffect, useState } from "preact/hooks";
import { isTemporary, type Problem } from "../api/problem";
import type { SigningView } from "../api/schemas";
import type { SigningLink } from "../api/signing";
import { type Persistent, usePersistent } from "../api/use_persistent";
import { nextLook } from "./polling";

export type Loaded =
  | { readonly kind: "loading" }
  | { readonly kind: "open"; readonly view: SigningView }
  | { readonly kind: "failed"; readonly problem: Problem };

export interface ViewHandle {
  readonly loaded: Loaded;
  /** The first load, repeated while the service is away. */
  readonly persistent: Persistent;
  load(): Promise<void>;
  /** One fresh look; what is shown stays when the service is away. Answers the newest view, if any. */
  look(): Promise<SigningView | null>;
  show(view: SigningView): void;
}

/** The envelope as the signer sees it, kept fresh while something is awaited. */
export function useSigningView(link: SigningLink): ViewHandle {
  const [loaded, setLoaded] = useState<Loaded>({ kind: "loading" });
  const persistent = usePersistent();
  const { run } = persistent;

  const show = useCallback((view: SigningView) => setLoaded({ kind: "open", view }), []);

  const load = useCallback(async () => {
    setLoaded({ kind: "loading" });
    const result = await run(() => link.load());
    if (result?.ok) show(result.value);
    else if (result) setLoaded({ kind: "failed", problem: result.problem });
  }, [link, run, show]);

  const look = useCallback(async () => {
    const result = await link.load();
    if (result.ok) show(result.value);
    else if (!isTemporary(result.problem)) setLoaded({ kind: "failed", problem: result.problem });
    return result.ok ? result.value : null;
  }, [link, show]);

  useEffect(() => {
    void load();
  }, [load]);
  usePolling(loaded, look);

  return { loaded, persistent, load, look, show };
}

/** Looks again at growing intervals; never while the tab is hidden, and at once when it is shown again. */
function usePolling(loaded: Loaded, look: () => Promise<unknown>): void {
  const [looks, setLooks] = useState(0);
  const status = loaded.kind === "open" ? loaded.view.status : null;
  const seconds = status === null ? null : nextLook(status, looks);

  // biome-ignore lint/correctness/useExhaustiveDependencies: another status starts the intervals anew
  useEffect(() => setLooks(0), [status]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: each look sets the timer anew, even after an equal pause
  useEffect(() => {
    if (seconds === null) return undefined;
    const again = () => {
      if (document.visibilityState === "hidden") return;
      void look().then(() => setLooks((before) => before + 1));
    };
    const timer = setTimeout(again, seconds * 1000);
    document.addEventListener("visibilitychange", again);
    return () => {
      clearTimeout(timer);
      document.removeEventListener("visibilitychange", again);
    };
  }, [seconds, looks, look]);
}
