import { useState } from "preact/hooks";
import { makeKey } from "../../api/keys";
import { Form } from "../../forms/Form";
import { TextField } from "../../forms/TextField";
import { useAct } from "../../forms/use_act";
import { useFields } from "../../forms/use_fields";
import { useTexts } from "../../i18n/context";
import { KEYS } from "../../i18n/keys";
import { Section } from "../shell/Section";
import { ShownOnce } from "./ShownOnce";

/** Makes a key and shows its secret, this once. */
export function NewKey({ onMade }: { onMade: () => void }) {
  const t = useTexts(KEYS);
  const act = useAct();
  const fields = useFields({ name: "" }, act.problem);
  const [secret, setSecret] = useState<string | null>(null);
  const submit = async () => {
    if (!fields.complete({ name: t.nameMissing })) return;
    const made = await act.run(fields.values, makeKey);
    if (made === null) return;
    fields.reset();
    setSecret(made.secret);
    onMade();
  };
  return (
    <Section title={t.newTitle}>
      <Form act={act} submit={t.make} submitting={t.making} onSubmit={() => void submit()}>
        <TextField {...fields.bind("name")} label={t.name} hint={t.nameHint} maxLength={100} />
      </Form>
      {secret !== null && (
        <ShownOnce
          title={t.once}
          text={t.onceText}
          lines={[secret]}
          file="rubrica-key.txt"
          onClose={() => setSecret(null)}
        />
      )}
    </Section>
  );
}
