import "../../styles/subscription.css";
import { useState } from "preact/hooks";
import {
  type CancelAt,
  cancelPlan,
  listSubscriptions,
  readOutlook,
  type Subscription,
  type Timeline,
} from "../../api/subscription";
import { Form } from "../../forms/Form";
import { useAct } from "../../forms/use_act";
import { useTexts, useWording } from "../../i18n/context";
import type { Language } from "../../i18n/language";
import { LEAVING } from "../../i18n/leaving";
import { contractDay, euros, lastContractDay } from "../../i18n/money";
import { goToPath } from "../../routing/location";
import { Shown } from "../lists/Shown";
import { useLoaded } from "../lists/use_loaded";
import { OwnerOnly } from "../session/OwnerOnly";
import { PageHead } from "../shell/PageHead";
import { Section } from "../shell/Section";
import { Line } from "./Line";

type Texts = (typeof LEAVING)["es"]["cancel"];

/** Cancels the plan, once its dates have been seen (contract S10, S11). */
export default function CancelPage() {
  const t = useTexts(LEAVING).cancel;
  return (
    <OwnerOnly title={t.title}>
      <PageHead title={t.title} lead={t.lead} />
      <Decide />
    </OwnerOnly>
  );
}

function Decide() {
  const loaded = useLoaded(listSubscriptions);
  return (
    <Shown loaded={loaded}>
      {({ items }) => (items[0] === undefined ? null : <Dates subscription={items[0]} />)}
    </Shown>
  );
}

function Dates({ subscription }: { subscription: Subscription }) {
  const { language } = useWording();
  const t = useTexts(LEAVING).cancel;
  const [at, setAt] = useState<CancelAt>("period_end");
  const whatIf = at === "period_end" ? "cancel_today" : "cancel_at_month_end";
  const outlook = useLoaded(() => readOutlook(whatIf), whatIf);
  return (
    <>
      {subscription.plan.kind === "prepaid" && <When at={at} onAt={setAt} />}
      <Shown loaded={outlook}>
        {(timeline) => (
          <>
            <Section title={t.facts}>
              <dl class="facts facts--wide">
                {factsOf(timeline, at, t, language).map(([name, value]) => (
                  <div key={name}>
                    <dt>{name}</dt>
                    <dd>{value}</dd>
                  </div>
                ))}
              </dl>
              <p class="notice">{subscription.statements[`cancel_at_${at}`][language]}</p>
              <Act at={at} />
            </Section>
            <Section title={t.line}>
              <Line timeline={timeline} title={t.facts} />
            </Section>
          </>
        )}
      </Shown>
    </>
  );
}

/** Prepaid plans end with their period or with the month (contract S11). */
function When({ at, onAt }: { at: CancelAt; onAt: (at: CancelAt) => void }) {
  const t = useTexts(LEAVING).cancel;
  return (
    <fieldset class="choice">
      <legend class="label">{t.when}</legend>
      {(["period_end", "month_end"] as const).map((option) => (
        <label key={option} class="choice__option">
          <input type="radio" name="cancel_at" checked={option === at} onChange={() => onAt(option)} />
          {t[option]}
        </label>
      ))}
    </fieldset>
  );
}

function Act({ at }: { at: CancelAt }) {
  const { language } = useWording();
  const t = useTexts(LEAVING).cancel;
  const act = useAct();
  const submit = async () => {
    if ((await act.run({ cancel_at: at, language }, cancelPlan)) !== null) goToPath("/app/subscription");
  };
  return (
    <Form
      act={act}
      danger
      submit={t.confirm}
      submitting={t.confirming}
      onSubmit={() => void submit()}
      aside={
        <a class="button button--quiet" href="/app/subscription">
          {t.stay}
        </a>
      }
    >
      {null}
    </Form>
  );
}

/** The end as the timeline foretells it; nothing here is computed. */
function factsOf({ lines, zone }: Timeline, at: CancelAt, t: Texts, language: Language): [string, string][] {
  const when = (what: string) => lines.find((line) => line.what === what)?.at;
  const last = (instant: string) => lastContractDay(instant, language, zone);
  const ends = when("deadline:cancellation_effective");
  const downloads = when("deadline:downloads_end");
  const closes = when("state:blocked");
  const charges = lines
    .filter((line) => line.what.startsWith("charge:") && Date.parse(line.at) > Date.now())
    .map((line) => t.charge(euros(line.amount ?? 0, language), contractDay(line.at, language, zone)));
  const givenBack = lines
    .filter((line) => line.what === "refund")
    .map((line) => t.refund(euros(line.amount ?? 0, language), contractDay(line.at, language, zone)));
  return [
    ...(ends === undefined ? [] : [[t.ends, last(ends)] satisfies [string, string]]),
    [t.charges, charges.join("; ") || t.chargesNone],
    [t.givenBack, givenBack.join("; ") || t.givenBackNone[at]],
    ...(downloads === undefined ? [] : [[t.downloads, last(downloads)] satisfies [string, string]]),
    ...(closes === undefined
      ? []
      : [[t.closes, contractDay(closes, language, zone)] satisfies [string, string]]),
  ];
}
