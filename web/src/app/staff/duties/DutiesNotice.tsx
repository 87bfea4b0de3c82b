import { useTexts } from "../../../i18n/context";
import { DUTIES } from "../../../i18n/duties";
import { useSigned } from "../../session/me";

/** Says on every page that commitments or training are missing, until they are not. */
export default function DutiesNotice() {
  const t = useTexts(DUTIES);
  const { me } = useSigned();
  if (me.staff === null || me.staff.missing.length === 0) return null;
  return (
    <div class="notice notice--wait">
      <p>{t.notice}</p>
      <div class="row">
        <a class="button" href="/app/staff/duties">
          {t.open}
        </a>
      </div>
    </div>
  );
}
