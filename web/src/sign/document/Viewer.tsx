import { useState } from "preact/hooks";
import type { SigningDocument } from "../../api/schemas";
import { useWording } from "../../i18n/context";
import { Dialog } from "../../shared/Dialog";
import { CloseIcon, MinusIcon, NextIcon, PlusIcon, PreviousIcon } from "../../shared/icons";
import { ScrollRegion } from "../../shared/ScrollRegion";
import { useDesk } from "../desk";
import { LARGE_WIDTH } from "./geometry";

const ZOOMS = [1, 1.5, 2, 3] as const;

interface ViewerProps {
  readonly paper: SigningDocument;
  /** From 1. */
  readonly page: number;
  onPage(page: number): void;
  onClose(): void;
}

/** One page as large as the screen, or larger: for small print. */
export function Viewer({ paper, page, onPage, onClose }: ViewerProps) {
  const { t } = useWording();
  const { link } = useDesk();
  const [step, setStep] = useState(0);
  const size = paper.pages[page - 1] ?? { width: 1, height: 1 };
  const tool = (label: string, disabled: boolean, icon: preact.JSX.Element, act: () => void) => (
    <button type="button" class="icon-button" aria-label={label} disabled={disabled} onClick={act}>
      {icon}
    </button>
  );
  return (
    <Dialog title={t.document.viewer(paper.name)} className="viewer" onClose={onClose}>
      <div class="viewer__tools">
        {tool(t.document.previous, page === 1, <PreviousIcon />, () => onPage(page - 1))}
        <span class="viewer__page" role="status">
          {t.document.page(page, paper.pages.length)}
        </span>
        {tool(t.document.next, page === paper.pages.length, <NextIcon />, () => onPage(page + 1))}
        {tool(t.document.zoomOut, step === 0, <MinusIcon />, () => setStep(step - 1))}
        {tool(t.document.zoomIn, step === ZOOMS.length - 1, <PlusIcon />, () => setStep(step + 1))}
        {tool(t.close, false, <CloseIcon />, onClose)}
      </div>
      <ScrollRegion className="viewer__scroll" label={t.document.page(page, paper.pages.length)}>
        <img
          key={page}
          alt={t.document.pageOf(page, paper.pages.length, paper.name)}
          src={link.pageImage(paper.id, page, LARGE_WIDTH)}
          width={Math.round(size.width)}
          height={Math.round(size.height)}
          style={{ width: `${(ZOOMS[step] ?? 1) * 100}%` }}
        />
      </ScrollRegion>
    </Dialog>
  );
}
