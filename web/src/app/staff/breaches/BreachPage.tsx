import { useState } from "preact/hooks";
import type { Body } from "../../../api/schemas";
import { closeBreach, readBreach } from "../../../api/staff/breaches";
import { Confirm } from "../../../forms/Confirm";
import { BREACHES } from "../../../i18n/breaches";
import { useTexts, useWording } from "../../../i18n/context";
import { FORMS } from "../../../i18n/forms";
import { dateTime } from "../../../i18n/language";
import { Shown } from "../../lists/Shown";
import { useLoaded } from "../../lists/use_loaded";
import { useSigned } from "../../session/me";
import { staffPermissions } from "../../session/staff";
import { PageHead } from "../../shell/PageHead";
import { Assessments } from "./Assessments";
import { Authority } from "./Authority";
import { Charge } from "./Charge";
import { Clocks } from "./Clocks";
import { Controllers } from "./Controllers";
import { Unlikely } from "./Unlikely";

type Detail = Body<"BreachDetail">;

export interface BreachPartProps {
  readonly breach: Detail;
  /** Whether whoever looks may act, and there is still something to act upon. */
  readonly acts: boolean;
  onChanged(breach: Detail): void;
}

/** One breach: its clocks, what is known, who was told what, and what is to be done (contract P8). */
export function BreachPage({ id }: { id: string }) {
  const { language } = useWording();
  const t = useTexts(BREACHES);
  const { me } = useSigned();
  const loaded = useLoaded(() => readBreach(id), id);
  return (
    <Shown loaded={loaded}>
      {(breach) => {
        const acts = staffPermissions(me).includes("incidents:change") && breach.closed_at === null;
        const part = { breach, acts, onChanged: loaded.show };
        const { responsible, substitute } = breach;
        return (
          <>
            <PageHead
              kicker={breach.drill ? `${t.drill} · ${t.states[breach.state]}` : t.states[breach.state]}
              title={breach.id}
              lead={`${t.aware(dateTime(breach.aware_at, language))}. ${t.inCharge(
                responsible.name ?? responsible.id,
                substitute.name ?? substitute.id,
              )}.`}
            >
              <a class="button" href={`/app/staff/incidents/${breach.incident_id}`}>
                {t.incident}
              </a>
              {acts && <Charge {...part} />}
              {acts && <Close {...part} />}
            </PageHead>
            <Clocks breach={breach} />
            <Assessments {...part} />
            <Controllers {...part} onNamed={() => void loaded.reload()} />
            <Unlikely {...part} />
            <Authority {...part} />
          </>
        );
      }}
    </Shown>
  );
}

function Close({ breach, onChanged }: BreachPartProps) {
  const t = useTexts(BREACHES);
  const forms = useTexts(FORMS);
  const [asking, setAsking] = useState(false);
  return (
    <>
      <button type="button" class="button" onClick={() => setAsking(true)}>
        {t.close}
      </button>
      {asking && (
        <Confirm
          danger={false}
          title={t.close}
          text={<p>{t.closeText}</p>}
          confirm={t.close}
          confirming={forms.saving}
          act={(key) => closeBreach(breach.id, key)}
          onClose={() => setAsking(false)}
          onDone={(detail) => {
            setAsking(false);
            onChanged(detail);
          }}
        />
      )}
    </>
  );
}
