import { useWording } from "../../i18n/context";
import { problemSentence } from "../../i18n/problems";
import { Header } from "../../shared/Header";
import { Waiting } from "../../shared/Waiting";
import type { SignedHandle } from "../session/use_signed";

/** While it is not known yet who is signed in. */
export function Opening({ handle }: { handle: SignedHandle }) {
  const { language, t } = useWording();
  return (
    <>
      <Header />
      <main class="opening">
        <h1 class="unseen">Rúbrica</h1>
        {handle.problem !== null && handle.problem.status !== 401 && (
          <p role="alert" class="notice notice--wrong">
            {problemSentence(handle.problem, language)}
          </p>
        )}
        <Waiting persistent={handle.persistent} kept={t.waiting.opening} stoppable={false} />
      </main>
    </>
  );
}
