import { useCallback, useEffect, useState } from "preact/hooks";
import { readMe } from "../../api/accounts";
import { chooseBusiness } from "../../api/members";
import type { Problem } from "../../api/problem";
import type { Me } from "../../api/schemas";
import { type Persistent, usePersistent } from "../../api/use_persistent";
import { chosenBusiness, rememberBusiness } from "./chosen_business";
import { currentBusiness, type Signed } from "./me";

export interface SignedHandle {
  readonly signed: Signed | null;
  readonly problem: Problem | null;
  readonly persistent: Persistent;
}

/** Finds out who is signed in. */
export function useSignedHandle(): SignedHandle {
  const persistent = usePersistent();
  const { run } = persistent;
  const [me, setMe] = useState<Me | null>(null);
  const [chosen, setChosen] = useState(chosenBusiness);
  const [problem, setProblem] = useState<Problem | null>(null);

  const reload = useCallback(async () => {
    const result = await run(readMe);
    if (result === null) return;
    setProblem(result.ok ? null : result.problem);
    if (result.ok) setMe(result.value);
  }, [run]);

  useEffect(() => void reload(), [reload]);

  const business = me === null ? null : currentBusiness(me, chosen);
  rememberBusiness(business?.id ?? null);
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
  return { signed, problem, persistent };
}
