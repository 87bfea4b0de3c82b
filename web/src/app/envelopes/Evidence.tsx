import { useState } from "preact/hooks";
import { readEvidence } from "../../api/envelopes";
import type { EvidenceEvent } from "../../api/schemas";
import { useTexts, useWording } from "../../i18n/context";
import { ENVELOPES } from "../../i18n/envelopes";
import { dateTime } from "../../i18n/language";
import { Shown } from "../lists/Shown";
import { useLoaded } from "../lists/use_loaded";
import { Section } from "../shell/Section";

/** The chain of evidence, asked for when somebody wants to read it. */
export function Evidence({ id }: { id: string }) {
  const t = useTexts(ENVELOPES);
  const [open, setOpen] = useState(false);
  return (
    <Section title={t.evidence} lead={t.evidenceLead}>
      {open ? (
        <Events id={id} />
      ) : (
        <div class="row">
          <button type="button" class="button" onClick={() => setOpen(true)}>
            {t.showEvidence}
          </button>
        </div>
      )}
    </Section>
  );
}

function Events({ id }: { id: string }) {
  const loaded = useLoaded(() => readEvidence(id), id);
  return (
    <Shown loaded={loaded}>
      {(events) => (
        <ol class="chain">
          {events.map((event) => (
            <Link key={event.sequence} event={event} />
          ))}
        </ol>
      )}
    </Shown>
  );
}

function Link({ event }: { event: EvidenceEvent }) {
  const { language } = useWording();
  const t = useTexts(ENVELOPES);
  return (
    <li class="chain__link">
      <span class="chain__what">{t.events[event.kind] ?? event.kind}</span>
      <span class="chain__when">
        {dateTime(event.at, language)}
        {event.ip !== null && ` · ${event.ip}`}
      </span>
      <code class="chain__hash" title={event.hash}>
        {event.hash.slice(0, 16)}
      </code>
    </li>
  );
}
