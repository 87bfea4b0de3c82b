import { explainEnvelope, readEnvelope } from "../../api/envelopes";
import type { EnvelopeView, Explanation } from "../../api/schemas";
import { useTexts, useWording } from "../../i18n/context";
import { ENVELOPES } from "../../i18n/envelopes";
import { dateTime, lastMoment } from "../../i18n/language";
import type { PathValues } from "../../routing/match";
import { Rosette } from "../../shared/Rosette";
import { Shown } from "../lists/Shown";
import { useLoaded } from "../lists/use_loaded";
import { PageHead } from "../shell/PageHead";
import { Section } from "../shell/Section";
import { Evidence } from "./Evidence";
import { Results } from "./Results";
import { StateMark } from "./StateMark";

/** One envelope: where it is and why, who signs, what can be downloaded, and its evidence. */
export default function EnvelopePage({ id = "" }: PathValues) {
  const envelope = useLoaded(() => readEnvelope(id), id);
  return <Shown loaded={envelope}>{(view) => <Envelope view={view} />}</Shown>;
}

function Envelope({ view }: { view: EnvelopeView }) {
  const { language } = useWording();
  const t = useTexts(ENVELOPES);
  return (
    <>
      <div class="envelope__head">
        <PageHead
          kicker={<StateMark state={view.state} />}
          title={view.title}
          lead={view.message || undefined}
        />
        <Rosette seed={view.id} />
      </div>
      {view.test && <p class="notice notice--wait">{t.isTest}</p>}
      <div class="columns">
        <div class="columns__main">
          <Where view={view} />
          <Results view={view} />
          <Evidence id={view.id} />
        </div>
        <div class="columns__side">
          <Signers view={view} />
          <Section title={t.dates}>
            <dl class="facts">
              {datesOf(view).map(([name, at]) => (
                <div key={name}>
                  <dt>{t.dateNames[name]}</dt>
                  <dd>{name === "expires" ? lastMoment(at, language) : dateTime(at, language)}</dd>
                </div>
              ))}
            </dl>
          </Section>
        </div>
      </div>
    </>
  );
}

/** Why the envelope is where it is, and what happens next by itself. */
function Where({ view }: { view: EnvelopeView }) {
  const { language } = useWording();
  const t = useTexts(ENVELOPES);
  const why = useLoaded<Explanation>(() => explainEnvelope(view.id), `${view.id} ${language}`);
  return (
    <Section title={t.where}>
      <Shown loaded={why}>
        {(explanation) => (
          <>
            <p class="envelope__why">{explanation.summary}</p>
            {explanation.next_timer !== null && (
              <p class="field__hint">
                {t.next[explanation.next_timer.kind]}: {dateTime(explanation.next_timer.at, language)}
              </p>
            )}
            {view.reason !== null && (
              <figure class="quote">
                <figcaption>{t.reason}</figcaption>
                <blockquote>{view.reason}</blockquote>
              </figure>
            )}
          </>
        )}
      </Shown>
    </Section>
  );
}

function Signers({ view }: { view: EnvelopeView }) {
  const { t: common } = useWording();
  const t = useTexts(ENVELOPES);
  return (
    <Section title={t.signers}>
      <ul class="parties">
        {view.signers.map((signer) => (
          <li key={signer.id} class={`party party--${signer.state}`}>
            <span>
              {signer.name}
              <span class="party__address">{signer.email}</span>
            </span>
            <span class="party__state">{common.request.states[signer.state]}</span>
          </li>
        ))}
      </ul>
    </Section>
  );
}

type DateName = "created" | "sent" | "expires" | "finished";

function datesOf(view: EnvelopeView): [DateName, string][] {
  const all: [DateName, string | null][] = [
    ["created", view.created_at],
    ["sent", view.sent_at],
    ["expires", view.sent_at === null ? null : view.expires_at],
    ["finished", view.finished_at],
  ];
  return all.filter((entry): entry is [DateName, string] => entry[1] !== null);
}
