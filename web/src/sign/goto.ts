/** Brings an element into view and, unless told otherwise, gives it the focus. */
export function goTo(id: string, { focus = true }: { focus?: boolean } = {}): void {
  const element = document.getElementById(id);
  if (element === null) return;
  if (focus) element.focus({ preventScroll: true });
  element.scrollIntoView({ block: "center", behavior: calm() ? "auto" : "smooth" });
}

/** Whether the reader asked for less motion. */
export function calm(): boolean {
  return window.matchMedia("(prefers-reduced-motion: reduce)").matches;
}
