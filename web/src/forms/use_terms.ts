import { useCallback, useEffect, useState } from "preact/hooks";
import { client, settle } from "../api/client";
import type { TermsKind, TermsText } from "../api/schemas";
import { type Persistent, usePersistent } from "../api/use_persistent";
import { useWording } from "../i18n/context";
import type { Language } from "../i18n/language";

/** A text as it was accepted. */
export interface Accepted {
  readonly version: string;
  readonly language: Language;
  readonly sha256: string;
}

export interface Terms<Kind extends TermsKind> {
  /** The current texts in the page's language; `null` until they are here. */
  readonly texts: Readonly<Record<Kind, TermsText>> | null;
  readonly persistent: Persistent;
  isAccepted(kind: Kind): boolean;
  accept(kind: Kind, accepted: boolean): void;
  readonly allAccepted: boolean;
  /** What to send. Call it once all are accepted. */
  acceptances(): Record<Kind, Accepted>;
  reload(): void;
}

/** The current texts of these kinds and which of them were accepted. Another text is another acceptance. */
export function useTerms<Kind extends TermsKind>(kinds: readonly Kind[]): Terms<Kind> {
  const { language } = useWording();
  const persistent = usePersistent();
  const { run } = persistent;
  const [texts, setTexts] = useState<Record<Kind, TermsText> | null>(null);
  const [hashes, setHashes] = useState<ReadonlySet<string>>(new Set());
  const wanted = kinds.join(" ");

  const load = useCallback(async () => {
    const asked = wanted.split(" ") as Kind[];
    const result = await run(async () => {
      const answers = await Promise.all(asked.map((kind) => read(kind, language)));
      const failed = answers.find((answer) => !answer.ok);
      if (failed && !failed.ok) return failed;
      return { ok: true as const, value: answers.flatMap((answer) => (answer.ok ? [answer.value] : [])) };
    });
    if (!result?.ok) return;
    setTexts(Object.fromEntries(result.value.map((text) => [text.kind, text])) as Record<Kind, TermsText>);
  }, [run, wanted, language]);

  useEffect(() => void load(), [load]);

  const accepted = (kind: Kind) => texts !== null && hashes.has(texts[kind].sha256);
  return {
    texts,
    persistent,
    isAccepted: accepted,
    accept: (kind, yes) => {
      if (texts === null) return;
      const next = new Set(hashes);
      if (yes) next.add(texts[kind].sha256);
      else next.delete(texts[kind].sha256);
      setHashes(next);
    },
    allAccepted: kinds.every(accepted),
    acceptances: () => {
      if (texts === null) throw new Error("no texts yet");
      return Object.fromEntries(kinds.map((kind) => [kind, asAccepted(texts[kind])])) as Record<
        Kind,
        Accepted
      >;
    },
    reload: () => void load(),
  };
}

export function asAccepted(text: TermsText): Accepted {
  return { version: text.version, language: text.language as Language, sha256: text.sha256 };
}

function read(kind: TermsKind, language: Language) {
  return settle(client.GET("/v1/terms/{kind}", { params: { path: { kind }, query: { language } } }));
}
