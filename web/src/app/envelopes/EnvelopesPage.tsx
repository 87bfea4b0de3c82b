import { useState } from "preact/hooks";
import { type EnvelopesWanted, listEnvelopes } from "../../api/envelopes";
import type { EnvelopeState, EnvelopeSummary } from "../../api/schemas";
import { useTexts, useWording } from "../../i18n/context";
import { ENVELOPES } from "../../i18n/envelopes";
import { shortDate } from "../../i18n/language";
import { Seal } from "../../shared/Seal";
import { Paged } from "../lists/Paged";
import { usePages } from "../lists/use_pages";
import { PageHead } from "../shell/PageHead";
import { EnvelopeFilter } from "./EnvelopeFilter";
import { StateMark } from "./StateMark";

/** The business's envelopes, newest first. */
export default function EnvelopesPage() {
  const t = useTexts(ENVELOPES);
  const [wanted, setWanted] = useState<EnvelopesWanted>({ text: "", state: "", test: false });
  const pages = usePages((after) => listEnvelopes(wanted, after), JSON.stringify(wanted));
  const everything = wanted.text === "" && wanted.state === "" && !wanted.test;
  return (
    <>
      <PageHead title={t.title} lead={t.lead} />
      <EnvelopeFilter wanted={wanted} onWant={setWanted} />
      <Paged pages={pages} none={<Empty text={everything ? t.none : t.noneFound} />}>
        <ul class="records">
          {pages.items.map((envelope) => (
            <Row key={envelope.id} envelope={envelope} />
          ))}
        </ul>
      </Paged>
    </>
  );
}

function Row({ envelope }: { envelope: EnvelopeSummary }) {
  const { language } = useWording();
  const t = useTexts(ENVELOPES);
  return (
    <li>
      <a class="record" href={`/app/envelopes/${envelope.id}`}>
        <Seal seed={envelope.id} />
        <span class="record__main">
          <span class="record__title">{envelope.title}</span>
          <span class="record__detail">
            {t.signed(envelope.signers_signed, envelope.signers_total)} · {dateOf(envelope, t, language)}
          </span>
        </span>
        <StateMark state={envelope.state as EnvelopeState} />
      </a>
    </li>
  );
}

type Texts = (typeof ENVELOPES)["es"];

/** The date that matters most in the state the envelope is in. */
function dateOf(envelope: EnvelopeSummary, t: Texts, language: "es" | "en"): string {
  if (envelope.finished_at) return t.ended(shortDate(envelope.finished_at, language));
  if (envelope.expires_at && envelope.sent_at) return t.until(shortDate(envelope.expires_at, language, -1));
  return t.created(shortDate(envelope.created_at, language));
}

function Empty({ text }: { text: string }) {
  return (
    <div class="empty">
      <Seal seed="empty" />
      <p>{text}</p>
    </div>
  );
}
