import { useId } from "preact/hooks";
import { APP } from "../../i18n/app";
import { useTexts } from "../../i18n/context";
import { goToPath } from "../../routing/location";
import { useSigned } from "../session/me";

/** The business acted for; a choice where there are several (contract A4). */
export function BusinessChoice() {
  const t = useTexts(APP);
  const { me, business, choose } = useSigned();
  const id = useId();
  if (business === null) return <span class="office__business" />;
  if (me.businesses.length === 1) return <span class="office__business">{business.name}</span>;
  return (
    <div class="office__business">
      <label class="unseen" for={id}>
        {t.business}
      </label>
      <select
        id={id}
        class="input office__choice"
        value={business.id}
        onChange={(event) => {
          void choose(event.currentTarget.value);
          goToPath("/app");
        }}
      >
        {me.businesses.map((place) => (
          <option key={place.id} value={place.id}>
            {place.name}
          </option>
        ))}
      </select>
    </div>
  );
}
