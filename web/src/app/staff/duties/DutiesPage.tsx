import { readDuties } from "../../../api/staff/duties";
import { useTexts, useWording } from "../../../i18n/context";
import { DUTIES } from "../../../i18n/duties";
import { shortDate } from "../../../i18n/language";
import { Shown } from "../../lists/Shown";
import { useLoaded } from "../../lists/use_loaded";
import { useSigned } from "../../session/me";
import { PageHead } from "../../shell/PageHead";
import { Commitments } from "./Commitments";
import { Training } from "./Training";

/** What a member of staff signs and learns before they have access (contract P5). */
export default function DutiesPage() {
  const { language } = useWording();
  const t = useTexts(DUTIES);
  const { me, reload } = useSigned();
  const loaded = useLoaded(readDuties);
  const changed = async () => {
    await loaded.reload();
    await reload();
  };
  return (
    <>
      <PageHead title={t.title} lead={t.lead} />
      {me.staff?.barred && <p class="notice notice--wait">{t.barred}</p>}
      <Shown loaded={loaded}>
        {(duties) => (
          <>
            {duties.missing.length > 0 && duties.due_at !== null && !me.staff?.barred && (
              <p class="notice notice--wait">{t.graceUntil(shortDate(duties.due_at, language))}</p>
            )}
            <Commitments duties={duties} onShown={loaded.show} onChanged={() => void changed()} />
            <Training duties={duties} onChanged={() => void changed()} />
          </>
        )}
      </Shown>
    </>
  );
}
