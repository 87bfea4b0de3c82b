import { useMemo } from "preact/hooks";
import { SelectField } from "../../forms/SelectField";
import { TextField } from "../../forms/TextField";
import type { BoundField, Fields } from "../../forms/use_fields";
import { BUSINESS } from "../../i18n/business";
import { useTexts, useWording } from "../../i18n/context";
import { countries } from "./countries";

export const EMPTY_BUSINESS = {
  name: "",
  customer_kind: "",
  tax_id: "",
  country: "ES",
  "address/street": "",
  "address/postal_code": "",
  "address/city": "",
  "address/region": "",
};
export type BusinessFieldName = keyof typeof EMPTY_BUSINESS;

/** The business as the API takes it. */
export function businessFrom(values: Readonly<Record<BusinessFieldName, string>>) {
  return {
    name: values.name,
    customer_kind: kindFrom(values.customer_kind),
    tax_id: values.tax_id.trim() === "" ? null : values.tax_id,
    country: values.country,
    address: {
      street: values["address/street"],
      postal_code: values["address/postal_code"],
      city: values["address/city"],
      region: values["address/region"],
    },
  };
}

/** Name, in which capacity one contracts (contract A6), tax id and seat. */
export function BusinessFields({ fields }: { fields: Fields<BusinessFieldName> }) {
  const t = useTexts(BUSINESS);
  return (
    <>
      <TextField {...fields.bind("name")} label={t.name} hint={t.nameHint} autocomplete="organization" />
      <KindField field={fields.bind("customer_kind")} />
      <SeatFields fields={fields} />
    </>
  );
}

/** Whether one contracts as a consumer: asked, with no answer given beforehand (contract A6). */
export function KindField({ field }: { field: BoundField }) {
  const t = useTexts(BUSINESS);
  const kinds = [
    ["", t.choose],
    ["company", t.asCompany],
    ["consumer", t.asConsumer],
  ] as const;
  return <SelectField {...field} label={t.customerKind} hint={t.customerKindHint} options={kinds} />;
}

/** The answer as the API takes it. */
export function kindFrom(value: string) {
  return value === "consumer" ? ("consumer" as const) : ("company" as const);
}

/** Tax id and seat, which are checked together. */
export function SeatFields({ fields }: { fields: Fields<BusinessFieldName> }) {
  const { language } = useWording();
  const t = useTexts(BUSINESS);
  const options = useMemo(() => countries(language), [language]);
  return (
    <>
      <div class="form__pair">
        <SelectField {...fields.bind("country")} label={t.country} options={options} autocomplete="country" />
        <TextField
          {...fields.bind("tax_id")}
          label={t.taxId}
          hint={t.taxIdHint}
          maxLength={32}
          optional={fields.values.customer_kind !== "company"}
        />
      </div>
      <TextField {...fields.bind("address/street")} label={t.street} autocomplete="street-address" />
      <div class="form__pair">
        <TextField
          {...fields.bind("address/postal_code")}
          label={t.postalCode}
          autocomplete="postal-code"
          maxLength={16}
          optional
        />
        <TextField {...fields.bind("address/city")} label={t.city} autocomplete="address-level2" />
      </div>
      <TextField {...fields.bind("address/region")} label={t.region} autocomplete="address-level1" optional />
    </>
  );
}
