import { useState } from "preact/hooks";
import { APP } from "../../i18n/app";
import { useTexts } from "../../i18n/context";
import type { Pages } from "./use_pages";

/** Brings the next page of a list. */
export function More<Item>({ pages }: { pages: Pages<Item> }) {
  const t = useTexts(APP);
  const [busy, setBusy] = useState(false);
  if (pages.more === null) return null;
  const { more } = pages;
  const load = async () => {
    setBusy(true);
    await more();
    setBusy(false);
  };
  return (
    <div class="row">
      <button type="button" class="button" aria-disabled={busy} onClick={() => void load()}>
        {busy ? t.loading : t.more}
      </button>
    </div>
  );
}
