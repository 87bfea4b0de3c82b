import { fileAddress } from "../../api/envelopes";
import type { EnvelopeView } from "../../api/schemas";
import { useTexts } from "../../i18n/context";
import { ENVELOPES } from "../../i18n/envelopes";
import { Section } from "../shell/Section";

/** What can be downloaded: documents as sent and as signed, certificate, package of evidence. */
export function Results({ view }: { view: EnvelopeView }) {
  const t = useTexts(ENVELOPES);
  return (
    <Section title={t.documents}>
      <ul class="files">
        {view.documents.map((document) => (
          <li key={document.id} class="file">
            <span class="file__name">
              {document.name}
              <span class="file__detail">{t.level(document.level, document.sealed)}</span>
            </span>
            <span class="row">
              {document.signed_sha256 !== null && (
                <Download view={view} path={["documents", document.id, "content"]} of={document.name}>
                  {t.signedVersion}
                </Download>
              )}
              <Download
                view={view}
                path={["documents", document.id, "content?version=original"]}
                of={document.name}
              >
                {t.original}
              </Download>
            </span>
          </li>
        ))}
      </ul>
      {view.state !== "draft" && (
        <div class="row">
          {view.certificate_ready && (
            <Download view={view} path={["certificate"]}>
              {t.certificate}
            </Download>
          )}
          <Download view={view} path={["evidence"]}>
            {t.package}
          </Download>
        </div>
      )}
    </Section>
  );
}

interface DownloadProps {
  readonly view: EnvelopeView;
  readonly path: readonly string[];
  readonly of?: string;
  readonly children: string;
}

function Download({ view, path, of, children }: DownloadProps) {
  return (
    <a class="button" download href={fileAddress(view.id, ...path)}>
      {children}
      {of !== undefined && <span class="unseen"> {of}</span>}
    </a>
  );
}
