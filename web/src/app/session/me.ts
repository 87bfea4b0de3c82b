import { createContext } from "preact";
import { useContext } from "preact/hooks";
import type { BusinessPlace, Me } from "../../api/schemas";

/** Who is signed in, and for which business they act. */
export interface Signed {
  readonly me: Me;
  readonly business: BusinessPlace | null;
  readonly isOwner: boolean;
  /** Shows what the service says of the user now. */
  reload(): Promise<void>;
  choose(businessId: string): void;
}

const Context = createContext<Signed | null>(null);

export const SignedProvider = Context.Provider;

export function useSigned(): Signed {
  const signed = useContext(Context);
  if (signed === null) throw new Error("useSigned outside of the private area");
  return signed;
}

/** The business acted for: the one chosen, where the user still belongs to it, else their first. */
export function currentBusiness(me: Me, chosen: string | null): BusinessPlace | null {
  return me.businesses.find((business) => business.id === chosen) ?? me.businesses[0] ?? null;
}
