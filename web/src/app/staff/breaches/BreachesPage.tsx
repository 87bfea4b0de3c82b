import { listBreaches } from "../../../api/staff/breaches";
import { BREACHES } from "../../../i18n/breaches";
import { useTexts, useWording } from "../../../i18n/context";
import { dateTime } from "../../../i18n/language";
import { Shown } from "../../lists/Shown";
import { useLoaded } from "../../lists/use_loaded";
import { useSigned } from "../../session/me";
import { staffPermissions } from "../../session/staff";
import { PageHead } from "../../shell/PageHead";
import { hoursLeft } from "./clock";
import { NewBreach } from "./NewBreach";

/** The register of personal-data breaches with their clocks, newest first (contract P8). */
export function BreachesPage() {
  const { language } = useWording();
  const t = useTexts(BREACHES);
  const { me } = useSigned();
  const loaded = useLoaded(listBreaches);
  return (
    <>
      <PageHead title={t.title} lead={t.lead}>
        <a class="button" download href="/v1/staff/breaches/export?format=csv">
          {t.csv}
        </a>
        <a class="button" download href="/v1/staff/breaches/export?format=json">
          {t.json}
        </a>
      </PageHead>
      {staffPermissions(me).includes("incidents:change") && (
        <NewBreach onRegistered={() => void loaded.reload()} />
      )}
      <Shown loaded={loaded}>
        {({ items }) =>
          items.length === 0 ? (
            <p class="notice">{t.none}</p>
          ) : (
            <ul class="records">
              {items.map((breach) => (
                <li key={breach.id}>
                  <a class="record" href={`/app/staff/breaches/${breach.id}`}>
                    <span class="record__main">
                      <span class="record__title">
                        {breach.id}
                        {breach.drill && ` · ${t.drill}`}
                      </span>
                      <span class="record__detail">
                        {t.aware(dateTime(breach.aware_at, language))}
                        {breach.told === null &&
                          breach.closed_at === null &&
                          ` · ${t.toControllers}: ${t.left(hoursLeft(breach.controllers_due_at))}`}
                      </span>
                    </span>
                    <span class={breach.closed_at === null ? "state state--wrong" : "state"}>
                      {t.states[breach.state]}
                    </span>
                  </a>
                </li>
              ))}
            </ul>
          )
        }
      </Shown>
    </>
  );
}
