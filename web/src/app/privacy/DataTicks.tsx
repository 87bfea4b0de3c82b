import type { Body } from "../../api/schemas";
import { Tick } from "../../forms/Tick";
import { useTexts } from "../../i18n/context";
import { DATA, INSTRUCTIONS } from "../../i18n/instructions";

export type Datum = Body<"DisclosedData">;

interface DataTicksProps {
  readonly data: readonly Datum[];
  readonly error: string | null;
  onData(data: readonly Datum[]): void;
}

/** Which data is handed over, to tick. */
export function DataTicks({ data, error, onData }: DataTicksProps) {
  const t = useTexts(INSTRUCTIONS);
  return (
    <fieldset class="group group--grid">
      <legend>{t.which}</legend>
      {DATA.map((one) => (
        <Tick
          key={one}
          checked={data.includes(one)}
          onCheck={(yes) => onData(DATA.filter((each) => (each === one ? yes : data.includes(each))))}
        >
          {t.data[one]}
        </Tick>
      ))}
      {error !== null && <p class="field__error">{error}</p>}
    </fieldset>
  );
}
