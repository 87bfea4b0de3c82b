import type { ComponentChildren } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { Flourish } from "./Flourish";

interface OutcomePageProps {
  readonly title: string;
  readonly mood: "good" | "calm" | "ended";
  readonly ornament?: ComponentChildren;
  readonly children: ComponentChildren;
}

/** A page that says one thing. A change of what it says moves the focus to it, so that it is read out. */
export function OutcomePage({ title, mood, ornament, children }: OutcomePageProps) {
  const heading = useRef<HTMLHeadingElement>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another title is another message
  useEffect(() => {
    heading.current?.focus({ preventScroll: true });
    window.scrollTo(0, 0);
  }, [title]);
  return (
    <main class={`outcome outcome--${mood}`}>
      <div class="outcome__ornament">
        {ornament}
        {mood === "good" && <Flourish drawn />}
      </div>
      <h1 ref={heading} tabIndex={-1}>
        {title}
      </h1>
      <div class="outcome__body">{children}</div>
    </main>
  );
}
