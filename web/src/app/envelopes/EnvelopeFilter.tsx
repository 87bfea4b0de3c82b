import { useEffect, useState } from "preact/hooks";
import type { EnvelopesWanted } from "../../api/envelopes";
import { SelectField } from "../../forms/SelectField";
import { TextField } from "../../forms/TextField";
import { useTexts } from "../../i18n/context";
import { ENVELOPES } from "../../i18n/envelopes";

/** Milliseconds without typing before the list is asked for. */
const PAUSE = 300;
const STATES = ["draft", "sent", "completed", "declined", "expired", "voided"] as const;

interface EnvelopeFilterProps {
  readonly wanted: EnvelopesWanted;
  onWant(wanted: EnvelopesWanted): void;
}

/** Which envelopes to show. */
export function EnvelopeFilter({ wanted, onWant }: EnvelopeFilterProps) {
  const t = useTexts(ENVELOPES);
  const [text, setText] = useState(wanted.text);
  useEffect(() => {
    if (text.trim() === wanted.text) return;
    const timer = setTimeout(() => onWant({ ...wanted, text: text.trim() }), PAUSE);
    return () => clearTimeout(timer);
  }, [text, wanted, onWant]);
  return (
    <search class="filter filter--three">
      <TextField label={t.search} name="text" value={text} error={null} onValue={setText} optional="silent" />
      <SelectField
        label={t.state}
        name="state"
        value={wanted.state}
        error={null}
        options={[["", t.anyState], ...STATES.map((state) => [state, t.states[state]] as const)]}
        onValue={(state) => onWant({ ...wanted, state: state as EnvelopesWanted["state"] })}
      />
      <SelectField
        label={t.mode}
        name="test"
        value={wanted.test ? "test" : "live"}
        error={null}
        options={[
          ["live", t.modes.live],
          ["test", t.modes.test],
        ]}
        onValue={(mode) => onWant({ ...wanted, test: mode === "test" })}
      />
    </search>
  );
}
