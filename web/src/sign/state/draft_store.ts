import type { SigningView } from "../../api/schemas";
import { type Draft, emptyDraft } from "./draft";

/** Keeps a signer's draft for as long as the tab lives, per link, so that a reload or a dead network loses nothing. */
export class DraftStore {
  private readonly name: string;

  constructor(
    private readonly storage: Pick<Storage, "getItem" | "setItem" | "removeItem">,
    token: string,
  ) {
    this.name = `rubrica:draft:${token}`;
  }

  /** The kept draft, completed by what the view asks for now; a fresh one when there is none to be read. */
  load(view: SigningView): Draft {
    const fresh = emptyDraft(view);
    const kept = this.read();
    if (kept === null) return fresh;
    const values = Object.entries(fresh.values).map(([id, value]) => {
      const before = kept.values?.[id];
      return [id, typeof before === typeof value ? before : value] as const;
    });
    return { ...fresh, ...kept, values: Object.fromEntries(values) as Draft["values"] };
  }

  /** Keeps the draft; where the browser allows no storage it lives in memory alone. */
  save(draft: Draft): void {
    try {
      this.storage.setItem(this.name, JSON.stringify(draft));
    } catch {
      return;
    }
  }

  clear(): void {
    try {
      this.storage.removeItem(this.name);
    } catch {
      return;
    }
  }

  private read(): Partial<Draft> | null {
    try {
      const kept: unknown = JSON.parse(this.storage.getItem(this.name) ?? "null");
      return typeof kept === "object" ? kept : null;
    } catch {
      return null;
    }
  }
}
