import { useState } from "preact/hooks";
import { makeKey } from "../../api/keys";
import type { Body } from "../../api/schemas";
import { Form } from "../../forms/Form";
import { SelectField } from "../../forms/SelectField";
import { TextField } from "../../forms/TextField";
import { Tick } from "../../forms/Tick";
import { useAct } from "../../forms/use_act";
import { useFields } from "../../forms/use_fields";
import { useTexts } from "../../i18n/context";
import { KEYS } from "../../i18n/keys";
import { Section } from "../shell/Section";
import { endOfDay, SCOPES, type Scope } from "./scopes";

/** Makes a key that may do what is ticked, until a day where one is given. */
export function NewKey({ onMade }: { onMade: (made: Body<"ApiKeyMade">) => void }) {
  const t = useTexts(KEYS);
  const act = useAct();
  const fields = useFields({ name: "", mode: "live", expires_at: "" }, act.problem);
  const [scopes, setScopes] = useState<readonly Scope[]>(SCOPES);
  const [marking, setMarking] = useState(false);
  const submit = async () => {
    setMarking(true);
    if (!fields.complete({ name: t.nameMissing }) || scopes.length === 0) return;
    const { name, expires_at } = fields.values;
    const mode = fields.values.mode === "test" ? ("test" as const) : ("live" as const);
    const until = expires_at === "" ? null : endOfDay(expires_at);
    const body = { name, mode, scopes: [...scopes], expires_at: until };
    const made = await act.run(body, makeKey);
    if (made === null) return;
    fields.reset();
    setMarking(false);
    onMade(made);
  };
  const tick = (scope: Scope, yes: boolean) =>
    setScopes(SCOPES.filter((each) => (each === scope ? yes : scopes.includes(each))));
  return (
    <Section title={t.newTitle}>
      <Form act={act} submit={t.make} submitting={t.making} onSubmit={() => void submit()}>
        <div class="form__pair">
          <TextField {...fields.bind("name")} label={t.name} hint={t.nameHint} maxLength={100} />
          <TextField {...fields.bind("expires_at")} label={t.until} hint={t.untilHint} type="date" optional />
        </div>
        <SelectField
          {...fields.bind("mode")}
          label={t.mode}
          hint={t.modeHint}
          options={[
            ["live", t.modes.live],
            ["test", t.modes.test],
          ]}
        />
        <fieldset class="group group--grid">
          <legend>{t.may}</legend>
          {SCOPES.map((scope) => (
            <Tick key={scope} checked={scopes.includes(scope)} onCheck={(yes) => tick(scope, yes)}>
              {t.scopes[scope]}
            </Tick>
          ))}
          {marking && scopes.length === 0 && <p class="field__error">{t.scopeMissing}</p>}
        </fieldset>
      </Form>
    </Section>
  );
}
