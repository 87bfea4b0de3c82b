import { useCallback, useEffect, useRef, useState } from "preact/hooks";
import type { Body } from "../../api/schemas";
import { listSubscriptions, returnFromCheckout, type Subscription } from "../../api/subscription";
import type { Loaded } from "../lists/use_loaded";

/** How often and how long the service is asked what became of a payment page, in milliseconds. */
const PAUSE = 2_000;
const PATIENCE = 60_000;

export interface Return {
  /** Whether one came back from the gateway's page, and how; `null` when one did not. */
  readonly came: "done" | "left" | null;
  /** Whether the outcome is still being asked for. */
  readonly asking: boolean;
  again(): void;
}

/** Back from the gateway's page: has it asked what became of it, and looks until that is known. */
export function useReturn(loaded: Loaded<Body<"SubscriptionList">>): Return {
  const [came] = useState(howOneCame);
  const [asking, setAsking] = useState(came !== null);
  const wanted = useRef(true);
  const { show } = loaded;

  const ask = useCallback(async () => {
    setAsking(true);
    await returnFromCheckout();
    const until = Date.now() + PATIENCE;
    while (wanted.current && Date.now() < until) {
      const result = await listSubscriptions();
      if (result.ok && wanted.current) show(result.value);
      if (result.ok && isKnown(result.value.items[0], came)) break;
      await new Promise((resolve) => setTimeout(resolve, PAUSE));
    }
    if (wanted.current) setAsking(false);
  }, [came, show]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: one comes back once
  useEffect(() => {
    wanted.current = true;
    if (came !== null) {
      window.history.replaceState(null, "", window.location.pathname);
      void ask();
    }
    return () => {
      wanted.current = false;
    };
  }, []);
  return { came, asking, again: () => void ask() };
}

function howOneCame(): Return["came"] {
  const given = new URLSearchParams(window.location.search).get("checkout");
  return given === "done" || given === "left" ? given : null;
}

/** Nothing is due, and the contract stands where that puts it. */
export function isSettled({ state, reason, debt, change }: Subscription): boolean {
  const awaited = state === "pending_payment" || change?.state === "awaiting_payment";
  return !awaited && debt === null && reason !== "unpaid";
}

/** Nothing more is awaited. Who left the page without paying changes nothing by it. */
function isKnown(subscription: Subscription | undefined, came: Return["came"]): boolean {
  if (came === "left" || subscription === undefined) return true;
  return isSettled(subscription);
}
