import type { ComponentChildren } from "preact";
import { useId } from "preact/hooks";

interface SectionProps {
  readonly title: string;
  readonly lead?: ComponentChildren;
  /** Beside the title. */
  readonly aside?: ComponentChildren;
  readonly children: ComponentChildren;
}

/** One matter of a page, on its own sheet. */
export function Section({ title, lead, aside, children }: SectionProps) {
  const id = useId();
  return (
    <section class="sheet" aria-labelledby={id}>
      <div class="sheet__head">
        <h2 id={id} class="section-title">
          {title}
        </h2>
        {aside}
      </div>
      {lead !== undefined && <p class="sheet__lead">{lead}</p>}
      {children}
    </section>
  );
}
