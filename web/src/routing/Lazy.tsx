import type { ComponentType } from "preact";
import { useEffect, useState } from "preact/hooks";
import { useWording } from "../i18n/context";
import type { PathValues } from "./match";

export type PageComponent = ComponentType<PathValues>;
export type LoadPage = () => Promise<{ default: PageComponent }>;

type Loaded = { readonly from: LoadPage; readonly page: PageComponent | "failed" };

/** A page whose code comes when it is first shown. */
export function Lazy({ load, values }: { load: LoadPage; values: PathValues }) {
  const { t } = useWording();
  const [loaded, setLoaded] = useState<Loaded | null>(null);
  useEffect(() => {
    let wanted = true;
    load().then(
      (module) => wanted && setLoaded({ from: load, page: module.default }),
      () => wanted && setLoaded({ from: load, page: "failed" }),
    );
    return () => {
      wanted = false;
    };
  }, [load]);
  if (loaded?.from !== load) return <p class="unseen">{t.loading}</p>;
  if (loaded.page === "failed") {
    return (
      <div role="alert" class="notice notice--wrong">
        <p>{t.waiting.offline}</p>
        <div class="row">
          <button type="button" class="button" onClick={() => window.location.reload()}>
            {t.retry}
          </button>
        </div>
      </div>
    );
  }
  const Page = loaded.page;
  return <Page {...values} />;
}
