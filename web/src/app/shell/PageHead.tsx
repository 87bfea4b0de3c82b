import type { ComponentChildren } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { useTitle } from "../../i18n/context";

interface PageHeadProps {
  readonly title: string;
  readonly lead?: ComponentChildren;
  /** In wax, above the title. */
  readonly kicker?: ComponentChildren;
  readonly children?: ComponentChildren;
}

/** Title of a page of the private area. It takes the focus, so that a change of page is read out. */
export function PageHead({ title, lead, kicker, children }: PageHeadProps) {
  const heading = useRef<HTMLHeadingElement>(null);
  useTitle(`${title} · Rúbrica`);
  useEffect(() => heading.current?.focus({ preventScroll: true }), []);
  return (
    <div class="head">
      <div class="head__words">
        {kicker !== undefined && <p class="head__kicker">{kicker}</p>}
        <h1 ref={heading} tabIndex={-1}>
          {title}
        </h1>
        {lead !== undefined && <p class="head__lead">{lead}</p>}
      </div>
      {children !== undefined && <div class="row head__acts">{children}</div>}
    </div>
  );
}
