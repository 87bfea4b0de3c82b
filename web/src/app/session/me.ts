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
  /** Acts for another business, in this tab at once and elsewhere from the next sign-in on. */
  choose(businessId: string): Promise<void>;
}

const Context = createContext<Signed | null>(null);

export const SignedProvider = Context.Provider;

export function useSigned(): Signed {
  const signed = useContext(Context);
  if (signed === null) throw new Error("useSigned outside of the private area");
  return signed;
}

/** The business acted for: the tab's choice where the user still belongs to it, else the last, else their first. */
export function currentBusiness(me: Me, chosen: string | null): BusinessPlace | null {
  const inTab = me.businesses.find((business) => business.id === chosen);
  return inTab ?? me.businesses.find((business) => business.current) ?? me.businesses[0] ?? null;
}
