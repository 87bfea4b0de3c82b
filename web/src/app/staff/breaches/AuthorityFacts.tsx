import { useState } from "preact/hooks";
import type { Body } from "../../../api/schemas";
import { keepFacts } from "../../../api/staff/breaches";
import { Form } from "../../../forms/Form";
import { SelectField } from "../../../forms/SelectField";
import { TextField } from "../../../forms/TextField";
import { Tick } from "../../../forms/Tick";
import { useAct } from "../../../forms/use_act";
import { type Fields, useFields } from "../../../forms/use_fields";
import { BREACHES } from "../../../i18n/breaches";
import { useTexts } from "../../../i18n/context";
import { FORMS } from "../../../i18n/forms";
import type { BreachPartProps } from "./BreachPage";

type Facts = Body<"AuthorityFactsDraft">;
type Effect = NonNullable<Facts["effects"]>[number];
const EFFECTS: readonly Effect[] = ["confidentiality", "integrity", "availability"];
const ANSWERS = ["encrypted", "minors", "special_categories", "people_informed"] as const;
const CHOICES = ["origin", "intent", "severity"] as const;
type Place =
  | "began_at"
  | "ended_at"
  | "countries"
  | "delay_reason"
  | (typeof ANSWERS)[number]
  | (typeof CHOICES)[number];

/** What the authority's form asks for besides the assessment; what is not known is left open. */
export function AuthorityFacts({ breach, onChanged }: BreachPartProps) {
  const t = useTexts(BREACHES);
  const forms = useTexts(FORMS);
  const act = useAct();
  const kept = breach.authority_facts;
  const fields = useFields<Place>(initialOf(kept), act.problem);
  const [effects, setEffects] = useState<readonly Effect[]>(kept.effects ?? []);
  const submit = async () => {
    const body = factsOf(fields, effects);
    const detail = await act.run(body, (given) => keepFacts(breach.id, given));
    if (detail !== null) onChanged(detail);
  };
  const names = { origin: t.origins, intent: t.intents, severity: t.severities } as const;
  return (
    <Form act={act} submit={t.save} submitting={forms.saving} onSubmit={() => void submit()}>
      <div class="form__pair">
        <TextField {...fields.bind("began_at")} label={t.begunAt} type="datetime-local" optional="silent" />
        <TextField {...fields.bind("ended_at")} label={t.endedAt} type="datetime-local" optional="silent" />
      </div>
      <fieldset class="group">
        <legend>{t.effect}</legend>
        {EFFECTS.map((effect) => (
          <Tick
            key={effect}
            checked={effects.includes(effect)}
            onCheck={(on) => setEffects(on ? [...effects, effect] : effects.filter((one) => one !== effect))}
          >
            {t.effects[effect]}
          </Tick>
        ))}
      </fieldset>
      {CHOICES.map((name) => (
        <SelectField
          key={name}
          {...fields.bind(name)}
          label={t[name]}
          options={[["", t.unknown], ...Object.entries(names[name])]}
        />
      ))}
      {ANSWERS.map((name) => (
        <SelectField
          key={name}
          {...fields.bind(name)}
          label={t.answers[name]}
          options={[
            ["", t.unknown],
            ["yes", t.yes],
            ["no", t.no],
          ]}
        />
      ))}
      <TextField {...fields.bind("countries")} label={t.countries} optional="silent" />
      <TextField {...fields.bind("delay_reason")} label={t.delay} rows={2} optional="silent" />
    </Form>
  );
}

function initialOf(kept: Facts): Record<Place, string> {
  const answer = (value: boolean | null | undefined) => (value == null ? "" : value ? "yes" : "no");
  return {
    began_at: localOf(kept.began_at),
    ended_at: localOf(kept.ended_at),
    origin: kept.origin ?? "",
    intent: kept.intent ?? "",
    severity: kept.severity ?? "",
    encrypted: answer(kept.encrypted),
    minors: answer(kept.minors),
    special_categories: answer(kept.special_categories),
    people_informed: answer(kept.people_informed),
    countries: (kept.other_countries ?? []).join(" "),
    delay_reason: kept.delay_reason ?? "",
  };
}

function factsOf(fields: Fields<Place>, effects: readonly Effect[]): Facts {
  const { values } = fields;
  const answer = (value: string) => (value === "" ? null : value === "yes");
  const chosen = <Value,>(value: string) => (value === "" ? null : (value as Value));
  const instant = (value: string) => (value === "" ? null : new Date(value).toISOString());
  return {
    began_at: instant(values.began_at),
    ended_at: instant(values.ended_at),
    effects: [...effects],
    origin: chosen<NonNullable<Facts["origin"]>>(values.origin),
    intent: chosen<NonNullable<Facts["intent"]>>(values.intent),
    severity: chosen<NonNullable<Facts["severity"]>>(values.severity),
    encrypted: answer(values.encrypted),
    minors: answer(values.minors),
    special_categories: answer(values.special_categories),
    people_informed: answer(values.people_informed),
    other_countries: values.countries
      .toUpperCase()
      .split(/[\s,;]+/)
      .filter(Boolean),
    delay_reason: chosen<string>(values.delay_reason.trim()),
  };
}

/** An instant as a field of local date and time takes it. */
function localOf(instant: string | null | undefined): string {
  if (instant == null) return "";
  const at = new Date(instant);
  return new Date(at.getTime() - at.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
}
