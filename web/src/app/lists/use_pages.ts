import { useState } from "preact/hooks";
import type { Result } from "../../api/problem";
import { type Loaded, useLoaded } from "./use_loaded";

export interface PageOf<Item> {
  readonly items: readonly Item[];
  readonly next?: string | null;
}

export interface Pages<Item> {
  readonly loaded: Loaded<PageOf<Item>>;
  readonly items: readonly Item[];
  /** Asks for the following page; `null` on the last. */
  readonly more: (() => Promise<void>) | null;
}

/** A list that comes page by page. Another `wanted` begins it anew. */
export function usePages<Item>(
  load: (after: string | undefined) => Promise<Result<PageOf<Item>>>,
  wanted = "",
): Pages<Item> {
  const loaded = useLoaded(() => load(undefined), wanted);
  const [further, setFurther] = useState<{ first: PageOf<Item>; pages: readonly PageOf<Item>[] } | null>(
    null,
  );
  const first = loaded.value;
  const pages = first === null ? [] : [first, ...(further?.first === first ? further.pages : [])];
  const next = pages.at(-1)?.next ?? null;
  const more = async () => {
    if (first === null || next === null) return;
    const result = await load(next);
    if (result.ok) setFurther({ first, pages: [...pages.slice(1), result.value] });
  };
  return { loaded, items: pages.flatMap((page) => page.items), more: next === null ? null : more };
}
