import { APP } from "../i18n/app";
import { useTexts } from "../i18n/context";
import { PageHead } from "./shell/PageHead";

/** There is no such page. */
export default function NowherePage() {
  const t = useTexts(APP);
  return (
    <PageHead title={t.nowhere} lead={t.nowhereText}>
      <a class="button button--primary" href="/app">
        {t.toStart}
      </a>
    </PageHead>
  );
}
