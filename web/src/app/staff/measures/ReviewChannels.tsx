import { useState } from "preact/hooks";
import type { Body } from "../../../api/schemas";
import { reviewChannels } from "../../../api/staff/measures";
import { Form } from "../../../forms/Form";
import { SelectField } from "../../../forms/SelectField";
import { TextField } from "../../../forms/TextField";
import { useAct } from "../../../forms/use_act";
import { type Fields, useFields } from "../../../forms/use_fields";
import { useTexts } from "../../../i18n/context";
import { FORMS } from "../../../i18n/forms";
import { MEASURES } from "../../../i18n/measures";

type Channel = Body<"ReviewChannel">;
const CHANNELS = Object.keys(MEASURES.es.channels) as Channel[];
type Place = "words" | `${Channel}/${"verdict" | "application" | "words"}`;
type Values = Fields<Place>["values"];

interface ReviewChannelsProps {
  onClose(): void;
  onDone(): void;
}

/** What the review says of each channel that was looked at, and as a whole. */
export function ReviewChannels({ onClose, onDone }: ReviewChannelsProps) {
  const t = useTexts(MEASURES);
  const forms = useTexts(FORMS);
  const act = useAct();
  const fields = useFields<Place>(untouched(), act.problem);
  const [none, setNone] = useState(false);
  const submit = async () => {
    const chosen = reviewed(fields.values);
    setNone(chosen.length === 0);
    if (!fields.complete(missingIn(chosen, forms.required)) || chosen.length === 0) return;
    const body = { words: fields.values.words, channels: chosen.map((one) => drafted(one, fields.values)) };
    if ((await act.run(body, reviewChannels)) !== null) onDone();
  };
  return (
    <Form
      act={act}
      submit={t.keep}
      submitting={forms.saving}
      onSubmit={() => void submit()}
      aside={
        <button type="button" class="button button--quiet" disabled={act.busy} onClick={onClose}>
          {forms.cancel}
        </button>
      }
    >
      {CHANNELS.map((channel) => (
        <ChannelFields key={channel} channel={channel} fields={fields} />
      ))}
      <div role="alert">{none && <p class="notice notice--wrong">{t.oneAtLeast}</p>}</div>
      <TextField {...fields.bind("words")} label={t.conclusion} rows={3} />
    </Form>
  );
}

function ChannelFields({ channel, fields }: { channel: Channel; fields: Fields<Place> }) {
  const t = useTexts(MEASURES);
  return (
    <fieldset class="group">
      <legend>{t.channels[channel]}</legend>
      <SelectField
        {...fields.bind(`${channel}/verdict`)}
        label={t.verdict}
        options={[["", t.notReviewed], ...Object.entries(t.verdicts)]}
      />
      {fields.values[`${channel}/verdict`] !== "" && (
        <>
          <TextField {...fields.bind(`${channel}/application`)} label={t.application} />
          <TextField {...fields.bind(`${channel}/words`)} label={t.words} rows={2} />
        </>
      )}
    </fieldset>
  );
}

function untouched(): Record<Place, string> {
  const places = CHANNELS.flatMap((channel): [Place, string][] => [
    [`${channel}/verdict`, ""],
    [`${channel}/application`, ""],
    [`${channel}/words`, ""],
  ]);
  return Object.fromEntries([["words", ""], ...places]) as Record<Place, string>;
}

function reviewed(values: Values): Channel[] {
  return CHANNELS.filter((channel) => values[`${channel}/verdict`] !== "");
}

function missingIn(chosen: readonly Channel[], sentence: string): Partial<Record<Place, string>> {
  const places = chosen.flatMap((channel): [Place, string][] => [
    [`${channel}/application`, sentence],
    [`${channel}/words`, sentence],
  ]);
  return Object.fromEntries([["words", sentence], ...places]) as Partial<Record<Place, string>>;
}

function drafted(channel: Channel, values: Values): Body<"ReviewedChannel"> {
  return {
    channel,
    application: values[`${channel}/application`],
    verdict: values[`${channel}/verdict`] as Body<"ChannelVerdict">,
    words: values[`${channel}/words`],
  };
}
