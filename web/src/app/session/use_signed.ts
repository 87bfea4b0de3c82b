import { useCallback, useEffect, useState } from "preact/hooks";
import { chooseBusiness } from "../../api/members";
import type { Problem } from "../../api/problem";
import type { SessionView } from "../../api/schemas";
import { readSession } from "../../api/sessions";
import { type Persistent, usePersistent } from "../../api/use_persistent";
import { chosenBusiness, rememberBusiness } from "./chosen_business";
import { currentBusiness, type Signed } from "./me";

export interface SignedHandle {
  readonly session: SessionView | null;
  /** Who is signed in, once the session is good for everything. */
  readonly signed: Signed | null;
  readonly problem: Problem | null;
  readonly persistent: Persistent;
  reload(): Promise<void>;
}

/** Finds out who is signed in, and what their session is good for. */
export function useSignedHandle(): SignedHandle {
  const persistent = usePersistent();
  const { run } = persistent;
  const [session, setSession] = useState<SessionView | null>(null);
  const [chosen, setChosen] = useState(chosenBusiness);
  const [problem, setProblem] = useState<Problem | null>(null);

  const reload = useCallback(async () => {
    const result = await run(readSession);
    if (result === null) return;
    setProblem(result.ok ? null : result.problem);
    if (result.ok) setSession(result.value);
  }, [run]);

  useEffect(() => void reload(), [reload]);

  const me = session?.user ?? null;
  const business = me === null ? null : currentBusiness(me, chosen);
  if (me !== null) rememberBusiness(business?.id ?? null);
  const signed: Signed | null = me && {
    me,
    business,
    isOwner: business?.role === "owner",
    reload,
    choose: async (id) => {
      rememberBusiness(id);
      setChosen(id);
      await chooseBusiness(id);
    },
  };
  return { session, signed, problem, persistent, reload };
}
