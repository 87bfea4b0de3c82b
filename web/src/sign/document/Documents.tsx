import { useState } from "preact/hooks";
import type { SigningDocument } from "../../api/schemas";
import { useWording } from "../../i18n/context";
import { useDesk } from "../desk";
import { Page } from "./Page";
import { Viewer } from "./Viewer";

/** All documents, page after page. */
export function Documents() {
  const { t } = useWording();
  const { view } = useDesk();
  return (
    <section class="documents" aria-labelledby="documents-title">
      <h2 id="documents-title" class="section-title">
        {t.document.heading(view.documents.length)}
      </h2>
      {view.documents.map((paper, index) => (
        <Paper key={paper.id} paper={paper} first={index === 0} />
      ))}
    </section>
  );
}

function Paper({ paper, first }: { paper: SigningDocument; first: boolean }) {
  const { t } = useWording();
  const { link } = useDesk();
  const [enlarged, setEnlarged] = useState<number | null>(null);
  return (
    <article class="paper" aria-labelledby={`paper-${paper.id}`}>
      <header class="paper__head">
        <h3 id={`paper-${paper.id}`}>{paper.name}</h3>
        <span>
          {t.document.pages(paper.pages.length)} ·{" "}
          <a href={link.documentFile(paper.id)} download aria-label={t.document.file(paper.name)}>
            PDF
          </a>
        </span>
      </header>
      {paper.pages.map((_, index) => (
        <Page
          key={index}
          paper={paper}
          number={index + 1}
          urgent={first && index === 0}
          onEnlarge={() => setEnlarged(index + 1)}
        />
      ))}
      {enlarged !== null && (
        <Viewer paper={paper} page={enlarged} onPage={setEnlarged} onClose={() => setEnlarged(null)} />
      )}
    </article>
  );
}
