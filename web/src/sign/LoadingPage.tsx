import type { Persistent } from "../api/use_persistent";
import { useTitle, useWording } from "../i18n/context";
import { Flourish } from "../shared/Flourish";
import { Waiting } from "../shared/Waiting";

/** Shown until the envelope is there; when the service is away it says so and goes on trying. */
export function LoadingPage({ persistent }: { persistent: Persistent }) {
  const { t } = useWording();
  useTitle("Rúbrica");
  return (
    <main class="outcome">
      <Flourish drawn />
      <h1 class="outcome__wait">{t.loading}</h1>
      <Waiting persistent={persistent} kept={t.waiting.opening} stoppable={false} />
    </main>
  );
}
