import { useCallback, useMemo, useRef, useState } from "preact/hooks";
import type { SigningView } from "../api/schemas";
import { type Draft, type Edit, edited } from "./state/draft";
import { DraftStore } from "./state/draft_store";

export interface DraftHandle {
  readonly draft: Draft;
  /** The draft after the newest edit, which within one event is ahead of the one being shown. */
  latest(): Draft;
  edit(change: Edit): Draft;
  forget(): void;
}

/**
 * The signer's draft. It is stored before an edit returns, so that the key of an act is on record before the
 * act is sent: a reload in between repeats the same act.
 */
export function useDraft(view: SigningView, token: string): DraftHandle {
  const store = useMemo(() => new DraftStore(window.sessionStorage, token), [token]);
  const current = useRef<Draft | null>(null);
  current.current ??= store.load(view);
  const [draft, setDraft] = useState(current.current);

  const latest = useCallback(() => current.current ?? store.load(view), [store, view]);
  const edit = useCallback(
    (change: Edit) => {
      const next = edited(latest(), change);
      current.current = next;
      store.save(next);
      setDraft(next);
      return next;
    },
    [store, latest],
  );
  const forget = useCallback(() => store.clear(), [store]);
  return { draft, latest, edit, forget };
}
