import type { ComponentChildren } from "preact";

interface ScrollRegionProps {
  readonly className: string;
  readonly label: string;
  readonly children: ComponentChildren;
}

/** A part of the page that scrolls by itself. It takes the focus, so that the keyboard can scroll it. */
export function ScrollRegion({ className, label, children }: ScrollRegionProps) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: without the focus no key would reach it
    <div class={className} tabIndex={0} role="region" aria-label={label}>
      {children}
    </div>
  );
}
