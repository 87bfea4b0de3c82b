import type { ComponentChildren } from "preact";
import { useTitle } from "../i18n/context";
import { Rosette } from "../shared/Rosette";

interface AccountFrameProps {
  readonly asks: string;
  readonly title: string;
  readonly lead: string;
  /** What the ornament is drawn from. */
  readonly seed: string;
  /** Below the form: where else one may want to go. */
  readonly foot?: ComponentChildren;
  readonly children: ComponentChildren;
}

/** One question on one sheet of paper. */
export function AccountFrame({ asks, title, lead, seed, foot, children }: AccountFrameProps) {
  useTitle(`${title} · Rúbrica`);
  return (
    <main class="account">
      <div class="account__head">
        <p class="account__asks">{asks}</p>
        <h1>{title}</h1>
        <p class="account__lead">{lead}</p>
      </div>
      <div class="account__sheet">
        {children}
        {foot !== undefined && <div class="account__foot">{foot}</div>}
      </div>
      <Rosette seed={seed} />
    </main>
  );
}
