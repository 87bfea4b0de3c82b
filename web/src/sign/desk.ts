import { createContext } from "preact";
import { useContext } from "preact/hooks";
import type { SigningView } from "../api/schemas";
import type { SigningLink } from "../api/signing";
import type { Draft, Edit } from "./state/draft";
import type { Missing } from "./state/missing";

/** What all parts of the signing page work on. */
export interface Desk {
  readonly link: SigningLink;
  readonly view: SigningView;
  readonly draft: Draft;
  /** Applies an edit and keeps the draft before anything else happens; answers the new draft. */
  edit(change: Edit): Draft;
  readonly missing: readonly Missing[];
  /** Whether what is missing is marked, which starts with the first try to sign. */
  readonly marking: boolean;
  /** The field whose input has the focus. */
  readonly active: string | null;
  activate(field: string | null): void;
}

export const DeskContext = createContext<Desk | null>(null);

export function useDesk(): Desk {
  const desk = useContext(DeskContext);
  if (desk === null) throw new Error("useDesk outside of a signing page");
  return desk;
}
