import { useState } from "preact/hooks";
import type { SigningDocument } from "../../api/schemas";
import { useWording } from "../../i18n/context";
import { EnlargeIcon } from "../../shared/icons";
import { useDesk } from "../desk";
import { FieldMark } from "./FieldMark";
import { IMAGE_WIDTHS, sourceSet } from "./geometry";

interface PageProps {
  readonly paper: SigningDocument;
  /** From 1. */
  readonly number: number;
  /** Whether it is in the first view and so should not wait for scrolling. */
  readonly urgent: boolean;
  onEnlarge(): void;
}

/** One page as an image whose place is reserved before it arrives, with this signer's fields on it. */
export function Page({ paper, number, urgent, onEnlarge }: PageProps) {
  const { t } = useWording();
  const size = paper.pages[number - 1];
  if (size === undefined) return null;
  return (
    <figure class="page">
      <div class="page__sheet" style={{ aspectRatio: `${size.width} / ${size.height}` }}>
        <PageImage paper={paper} number={number} urgent={urgent} />
        {paper.fields
          .filter((field) => field.page === number)
          .map((field) => (
            <FieldMark key={field.id} field={field} ratio={size.height / size.width} />
          ))}
      </div>
      <figcaption class="page__foot">
        <span>{t.document.page(number, paper.pages.length)}</span>
        <button type="button" class="icon-button" aria-label={t.document.enlarge(number)} onClick={onEnlarge}>
          <EnlargeIcon />
        </button>
      </figcaption>
    </figure>
  );
}

function PageImage({ paper, number, urgent }: Omit<PageProps, "onEnlarge">) {
  const { t } = useWording();
  const { link } = useDesk();
  const [failures, setFailures] = useState(0);
  const [failed, setFailed] = useState(false);
  const size = paper.pages[number - 1] ?? { width: 1, height: 1 };
  if (failed) {
    return (
      <div class="page__failed">
        <p>{t.document.failed}</p>
        <button
          type="button"
          class="button button--quiet"
          onClick={() => {
            setFailures(failures + 1);
            setFailed(false);
          }}
        >
          {t.retry}
        </button>
      </div>
    );
  }
  return (
    <img
      key={failures}
      class="page__image"
      alt={t.document.pageOf(number, paper.pages.length, paper.name)}
      width={Math.round(size.width)}
      height={Math.round(size.height)}
      loading={urgent ? "eager" : "lazy"}
      decoding="async"
      sizes="(min-width: 60rem) 44rem, 100vw"
      srcset={sourceSet((width) => link.pageImage(paper.id, number, width))}
      src={link.pageImage(paper.id, number, IMAGE_WIDTHS[1])}
      onError={() => setFailed(true)}
    />
  );
}
