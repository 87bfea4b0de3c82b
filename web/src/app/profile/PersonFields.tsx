import { SelectField } from "../../forms/SelectField";
import { TextField } from "../../forms/TextField";
import type { Fields } from "../../forms/use_fields";
import { useTexts } from "../../i18n/context";
import { LANGUAGES, MESSAGES } from "../../i18n/language";
import { PERSON } from "../../i18n/person";

export type PersonName = "name" | "language" | "time_zone";

const languages = LANGUAGES.map((language) => [language, MESSAGES[language].languageName] as const);

/** Zones the browser knows, with the one in use even where it is not among them. */
export function timeZones(inUse: string): readonly (readonly [string, string])[] {
  const known = Intl.supportedValuesOf("timeZone");
  const all = known.includes(inUse) ? known : [inUse, ...known];
  return all.map((zone) => [zone, zone.replaceAll("_", " ")]);
}

/** A person's own data: name, language, time zone. */
export function PersonFields({ fields }: { fields: Fields<PersonName> }) {
  const t = useTexts(PERSON);
  return (
    <>
      <TextField {...fields.bind("name")} label={t.name} autocomplete="name" />
      <div class="form__pair">
        <SelectField
          {...fields.bind("language")}
          label={t.language}
          hint={t.languageHint}
          options={languages}
        />
        <SelectField
          {...fields.bind("time_zone")}
          label={t.zone}
          hint={t.zoneHint}
          options={timeZones(fields.values.time_zone)}
        />
      </div>
    </>
  );
}
