import type { ComponentChildren } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { Flourish } from "./Flourish";
import { Rosette } from "./Rosette";

interface OutcomePageProps {
  readonly title: string;
  readonly mood: "good" | "calm" | "ended";
  /** What the ornament is drawn from: the same envelope always wears the same one. */
  readonly seed?: string;
  readonly children: ComponentChildren;
}

/** A page that says one thing. A change of what it says moves the focus to it, so that it is read out. */
export function OutcomePage({ title, mood, seed = "rubrica", children }: OutcomePageProps) {
  const heading = useRef<HTMLHeadingElement>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another title is another message
  useEffect(() => {
    heading.current?.focus({ preventScroll: true });
    window.scrollTo(0, 0);
  }, [title]);
  return (
    <main class={`outcome outcome--${mood}`}>
      <Rosette seed={seed} />
      <h1 ref={heading} tabIndex={-1}>
        {title}
      </h1>
      {mood === "good" && <Flourish drawn />}
      <div class="outcome__body">{children}</div>
    </main>
  );
}
