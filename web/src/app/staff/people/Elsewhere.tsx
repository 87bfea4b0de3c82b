import { useState } from "preact/hooks";
import type { Body } from "../../../api/schemas";
import {
  confirmExternalTraining,
  listExternalTrainings,
  recordExternalTraining,
  refuseExternalTraining,
} from "../../../api/staff/duties";
import { AskReason } from "../../../forms/AskReason";
import { Form, Trouble } from "../../../forms/Form";
import { TextField } from "../../../forms/TextField";
import { useAct } from "../../../forms/use_act";
import { useFields } from "../../../forms/use_fields";
import { useTexts, useWording } from "../../../i18n/context";
import { DUTIES } from "../../../i18n/duties";
import { FORMS } from "../../../i18n/forms";
import { shortDate } from "../../../i18n/language";
import { Shown } from "../../lists/Shown";
import { useLoaded } from "../../lists/use_loaded";
import { useSigned } from "../../session/me";
import { staffPermissions } from "../../session/staff";
import { Section } from "../../shell/Section";

type Training = Body<"ExternalTrainingView">;
const EMPTY = { title: "", provider: "", trained_on: "", evidence: "" };

interface ElsewhereProps {
  readonly userId: string;
  onChanged(): void;
}

/** Trainings that somebody had elsewhere: recorded by one of security, confirmed by another. */
export function Elsewhere({ userId, onChanged }: ElsewhereProps) {
  const t = useTexts(DUTIES);
  const { me } = useSigned();
  const loaded = useLoaded(listExternalTrainings);
  const changed = () => {
    void loaded.reload();
    onChanged();
  };
  return (
    <Section title={t.elsewhere} lead={t.elsewhereLead}>
      <Shown loaded={loaded}>
        {(page) => (
          <ul class="rows">
            {page.items
              .filter((training) => training.member.id === userId)
              .map((training) => (
                <Row key={training.id} training={training} onChanged={changed} />
              ))}
          </ul>
        )}
      </Shown>
      {staffPermissions(me).includes("staff:change") && <Record userId={userId} onRecorded={changed} />}
    </Section>
  );
}

function Row({ training, onChanged }: { training: Training; onChanged: () => void }) {
  const { language } = useWording();
  const t = useTexts(DUTIES);
  const { me } = useSigned();
  const act = useAct();
  const [refusing, setRefusing] = useState(false);
  const decides =
    training.state === "awaiting_confirmation" &&
    staffPermissions(me).includes("staff:change") &&
    ![training.recorded_by.id, training.member.id].includes(me.id);
  const confirm = async () => {
    if ((await act.run(training.id, confirmExternalTraining)) !== null) onChanged();
  };
  return (
    <li class="rows__row">
      <span class="rows__main">
        <span class="rows__title">
          {training.title} · {training.provider}
        </span>
        <span class="rows__detail">
          {shortDate(training.trained_on, language)} · {training.evidence} · {training.recorded_by.name}
        </span>
        <Trouble act={act} />
      </span>
      <span class={`state state--${training.state}`}>{t.states[training.state]}</span>
      {decides && (
        <span class="row">
          <button type="button" class="button" aria-disabled={act.busy} onClick={() => void confirm()}>
            {t.confirm}
            <span class="unseen"> {training.title}</span>
          </button>
          <button type="button" class="button button--quiet" onClick={() => setRefusing(true)}>
            {t.refuse}
            <span class="unseen"> {training.title}</span>
          </button>
        </span>
      )}
      {refusing && (
        <AskReason
          title={training.title}
          label={t.reason}
          confirm={t.refuse}
          danger
          act={(reason, key) => refuseExternalTraining(training.id, reason, key)}
          onClose={() => setRefusing(false)}
          onDone={() => {
            setRefusing(false);
            onChanged();
          }}
        />
      )}
    </li>
  );
}

function Record({ userId, onRecorded }: { userId: string; onRecorded: () => void }) {
  const t = useTexts(DUTIES);
  const forms = useTexts(FORMS);
  const act = useAct();
  const fields = useFields(EMPTY, act.problem);
  const submit = async () => {
    const required = forms.required;
    if (!fields.complete({ title: required, provider: required, trained_on: required, evidence: required })) {
      return;
    }
    const done = await act.run(fields.values, (body, key) => recordExternalTraining(userId, body, key));
    if (done === null) return;
    fields.reset();
    onRecorded();
  };
  return (
    <Form act={act} submit={t.record} submitting={forms.saving} onSubmit={() => void submit()}>
      <TextField {...fields.bind("title")} label={t.trainingTitle} />
      <TextField {...fields.bind("provider")} label={t.provider} />
      <TextField {...fields.bind("trained_on")} label={t.trainedOn} type="date" />
      <TextField {...fields.bind("evidence")} label={t.evidence} rows={2} />
    </Form>
  );
}
