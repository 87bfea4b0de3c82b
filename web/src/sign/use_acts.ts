import { useCallback, useState } from "preact/hooks";
import { newActKey } from "../api/act_key";
import { isRefusal, type Problem } from "../api/problem";
import type { SigningView } from "../api/schemas";
import type { SigningLink } from "../api/signing";
import { type Persistent, usePersistent } from "../api/use_persistent";
import { pngOf } from "./form/drawing";
import { type Draft, signatureRequest } from "./state/draft";
import type { DraftHandle } from "./use_draft";

interface Circumstances {
  readonly link: SigningLink;
  readonly view: SigningView;
  readonly handle: DraftHandle;
  look(): Promise<SigningView | null>;
  show(view: SigningView): void;
}

export interface Acts {
  readonly signing: Persistent;
  readonly declining: Persistent;
  /** Why the last act failed for good, while the envelope is still to be signed. */
  readonly problem: Problem | null;
  sign(): Promise<void>;
  decline(): Promise<void>;
}

/** Signing and declining. Each act carries one idempotency key through all its repetitions, reloads included. */
export function useActs(circumstances: Circumstances): Acts {
  const { link, view, handle, look, show } = circumstances;
  const signing = usePersistent();
  const declining = usePersistent();
  const [problem, setProblem] = useState<Problem | null>(null);

  /** Where the refusal came of a changed state, the page of that state says more than the refusal. */
  const failed = useCallback(
    async (failure: Problem) => {
      const fresh = isRefusal(failure) ? await look() : null;
      setProblem(fresh !== null && fresh.status !== "ready" ? null : failure);
    },
    [look],
  );

  const sign = useCallback(async () => {
    setProblem(null);
    const draft = withKey(handle, "sign-key");
    const body = signatureRequest(draft, view, timeZone(), () => pngOf(draft.strokes));
    const result = await signing.run(() => link.sign(body, draft.signKey ?? ""));
    if (result === null) return;
    if (!result.ok) {
      handle.edit({ kind: "sign-key", key: null });
      return failed(result.problem);
    }
    handle.forget();
    show({ ...view, status: result.value.status, signed_at: result.value.signed_at });
    await look();
  }, [handle, view, signing.run, link, show, look, failed]);

  const decline = useCallback(async () => {
    setProblem(null);
    const draft = withKey(handle, "decline-key");
    const result = await declining.run(() => link.decline(draft.reason.trim(), draft.declineKey ?? ""));
    if (result === null) return;
    if (!result.ok) {
      handle.edit({ kind: "decline-key", key: null });
      return failed(result.problem);
    }
    handle.forget();
    show({ ...view, status: "declined", reason: draft.reason.trim() });
    await look();
  }, [handle, view, declining.run, link, show, look, failed]);

  return { signing, declining, problem, sign, decline };
}

function withKey(handle: DraftHandle, kind: "sign-key" | "decline-key"): Draft {
  const draft = handle.latest();
  const kept = kind === "sign-key" ? draft.signKey : draft.declineKey;
  return handle.edit({ kind, key: kept ?? newActKey() });
}

function timeZone(): string {
  return Intl.DateTimeFormat().resolvedOptions().timeZone;
}
