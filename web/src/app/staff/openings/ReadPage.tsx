import { useState } from "preact/hooks";
import type { Body } from "../../../api/schemas";
import { listOwnOpenings, openedPage } from "../../../api/staff/openings";
import { useTexts, useWording } from "../../../i18n/context";
import { dateTime } from "../../../i18n/language";
import { OPENINGS } from "../../../i18n/openings";
import type { PathValues } from "../../../routing/match";
import { Shown } from "../../lists/Shown";
import { useLoaded } from "../../lists/use_loaded";
import { PageHead } from "../../shell/PageHead";

/** The pages of a document that is open to the reader, one at a time: each that is shown is recorded. */
export default function ReadPage({ id = "" }: PathValues) {
  const t = useTexts(OPENINGS);
  const loaded = useLoaded(listOwnOpenings, id);
  return (
    <>
      <Shown loaded={loaded}>
        {({ items }) => {
          const opening = items.find((one) => one.id === id);
          if (opening?.state === "open") return <Pages opening={opening} />;
          return <PageHead title={t.title} lead={t.over} />;
        }}
      </Shown>
      <div class="row">
        <a class="button button--quiet" href="/app/staff/openings">
          {t.back}
        </a>
      </div>
    </>
  );
}

function Pages({ opening }: { opening: Body<"OpeningView"> }) {
  const { language } = useWording();
  const t = useTexts(OPENINGS);
  const [number, setNumber] = useState(1);
  const [failed, setFailed] = useState(false);
  const last = opening.page_count ?? 1;
  const turnTo = (page: number) => {
    setFailed(false);
    setNumber(page);
  };
  return (
    <>
      <PageHead
        title={t.reading(opening.subject_id)}
        lead={t.readingLead(dateTime(opening.expires_at, language))}
      />
      <p>
        {opening.version === null
          ? opening.document_id !== null && t.asSent
          : t.version(
              opening.version.number,
              opening.version.sealed,
              dateTime(opening.version.signed_at, language),
            )}
      </p>
      <div class="row">
        <button type="button" class="button" disabled={number === 1} onClick={() => turnTo(number - 1)}>
          {t.previous}
        </button>
        <button type="button" class="button" disabled={number === last} onClick={() => turnTo(number + 1)}>
          {t.next}
        </button>
      </div>
      <p role="status">{failed ? t.trouble : t.page(number, last)}</p>
      {!failed && (
        <img
          class="opened"
          src={openedPage(opening.id, number)}
          alt={t.page(number, last)}
          onError={() => setFailed(true)}
        />
      )}
    </>
  );
}
