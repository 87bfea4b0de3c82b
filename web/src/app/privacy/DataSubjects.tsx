import { useState } from "preact/hooks";
import { exportSubject, findSubject, type SubjectPlace, type Wanted } from "../../api/subjects";
import { Form, Trouble } from "../../forms/Form";
import { TextField } from "../../forms/TextField";
import { useAct } from "../../forms/use_act";
import { useFields } from "../../forms/use_fields";
import { useTexts } from "../../i18n/context";
import { SUBJECTS } from "../../i18n/subjects";
import { More } from "../lists/More";
import { Shown } from "../lists/Shown";
import { usePages } from "../lists/use_pages";
import { Section } from "../shell/Section";
import { GroundDialog } from "./GroundDialog";
import { Measures } from "./Measures";
import { RectifyDialog } from "./RectifyDialog";

/** One person over all envelopes of the business, and what was done about whom (contract P6, P7). */
export function DataSubjects() {
  const t = useTexts(SUBJECTS);
  const act = useAct();
  const fields = useFields({ email: "", name: "" }, act.problem);
  const [wanted, setWanted] = useState<Wanted | null>(null);
  const [asked, setAsked] = useState(0);
  const submit = async () => {
    const email = fields.values.email.trim();
    const name = fields.values.name.trim();
    if ((await act.run({ email, name }, (body) => findSubject(body, undefined))) !== null)
      setWanted({ email, name });
  };
  return (
    <>
      <Section title={t.title} lead={t.lead}>
        <Form act={act} submit={t.search} submitting={t.searching} onSubmit={() => void submit()}>
          <TextField
            {...fields.bind("email")}
            label={t.email}
            hint={t.emailHint}
            type="email"
            optional="silent"
            maxLength={254}
          />
          <TextField {...fields.bind("name")} label={t.name} optional="silent" />
        </Form>
        {wanted !== null && (
          <Found
            key={`${wanted.email} ${wanted.name} ${asked}`}
            wanted={wanted}
            onAsked={() => setAsked(asked + 1)}
          />
        )}
      </Section>
      <Measures key={asked} />
    </>
  );
}

function Found({ wanted, onAsked }: { wanted: Wanted; onAsked(): void }) {
  const t = useTexts(SUBJECTS);
  const pages = usePages((after) => findSubject(wanted, after));
  return (
    <Shown loaded={pages.loaded}>
      {() =>
        pages.items.length === 0 ? (
          <p class="notice" role="status">
            {t.none}
          </p>
        ) : (
          <>
            <h3>{t.found}</h3>
            <ul class="records">
              {pages.items.map((place) => (
                <Place key={place.signer_id} place={place} />
              ))}
            </ul>
            <More pages={pages} />
            {wanted.email !== "" && <Acts email={wanted.email} onAsked={onAsked} />}
          </>
        )
      }
    </Shown>
  );
}

function Place({ place }: { place: SubjectPlace }) {
  const t = useTexts(SUBJECTS);
  return (
    <li class="record">
      <span class="record__main">
        <span class="record__title">{place.title}</span>
        <span class="record__detail">{t.signer(place.name, place.email)}</span>
        {place.corrected && <span class="record__detail">{t.corrected}</span>}
        {place.named_in.length > 0 && (
          <span class="record__detail">
            {t.namedIn(place.named_in.map((text) => t.ownTexts[text] ?? text).join(", "))}
          </span>
        )}
      </span>
      <span class={place.restricted ? "state state--wrong" : "state"}>
        {place.restricted ? t.restricted : t.signers[place.state]}
      </span>
      <a class="button" href={`/app/envelopes/${place.envelope_id}`} aria-label={t.openOf(place.title)}>
        {t.open}
      </a>
    </li>
  );
}

function Acts({ email, onAsked }: { email: string; onAsked(): void }) {
  const t = useTexts(SUBJECTS);
  const act = useAct();
  const [asking, setAsking] = useState<"rectification" | "restriction" | "erasure" | null>(null);
  const close = () => setAsking(null);
  const done = () => {
    setAsking(null);
    onAsked();
  };
  const take = async () => {
    if ((await act.run(email, exportSubject)) !== null) onAsked();
  };
  return (
    <>
      <div class="row">
        <button type="button" class="button" aria-disabled={act.busy} onClick={() => void take()}>
          {t.exportIt}
        </button>
        <button type="button" class="button" onClick={() => setAsking("rectification")}>
          {t.rectifyIt}
        </button>
        <button type="button" class="button" onClick={() => setAsking("restriction")}>
          {t.restrictIt}
        </button>
        <button type="button" class="button button--danger" onClick={() => setAsking("erasure")}>
          {t.eraseIt}
        </button>
      </div>
      <Trouble act={act} />
      {asking === "rectification" && <RectifyDialog email={email} onClose={close} onDone={done} />}
      {(asking === "restriction" || asking === "erasure") && (
        <GroundDialog kind={asking} email={email} onClose={close} onDone={done} />
      )}
    </>
  );
}
