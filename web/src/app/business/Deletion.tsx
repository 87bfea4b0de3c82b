import { useState } from "preact/hooks";
import { askForDeletion, lookAtDeletion, takeDeletionBack } from "../../api/accounts";
import type { Body, BusinessView } from "../../api/schemas";
import { Form, Trouble } from "../../forms/Form";
import { TextField } from "../../forms/TextField";
import { Tick } from "../../forms/Tick";
import { useAct } from "../../forms/use_act";
import { useFields } from "../../forms/use_fields";
import { BUSINESS_SETTINGS } from "../../i18n/business_settings";
import { useTexts, useWording } from "../../i18n/context";
import { FORMS } from "../../i18n/forms";
import { dateTime } from "../../i18n/language";
import { refusedValueSentence } from "../../i18n/refused_values";
import { Shown } from "../lists/Shown";
import { useLoaded } from "../lists/use_loaded";
import { Section } from "../shell/Section";
import { WhatFollows } from "./WhatFollows";

interface DeletionProps {
  readonly business: BusinessView;
  onChanged(business: BusinessView): void;
}

/** Asks for the business to be deleted, by its name, or takes that back; says what follows (contract S17, S18). */
export function Deletion({ business, onChanged }: DeletionProps) {
  const t = useTexts(BUSINESS_SETTINGS);
  const loaded = useLoaded(lookAtDeletion, business.deletion_requested_at ?? "");
  return (
    <Section title={t.deletion} lead={t.deletionLead}>
      <Shown loaded={loaded}>
        {(deletion) =>
          deletion.requested_at === null ? (
            <Ask business={business} deletion={deletion} onChanged={onChanged} />
          ) : (
            <TakeBack deletion={deletion} requestedAt={deletion.requested_at} onChanged={onChanged} />
          )
        }
      </Shown>
    </Section>
  );
}

function Ask({ business, deletion, onChanged }: DeletionProps & { deletion: Body<"DeletionView"> }) {
  const { language } = useWording();
  const t = useTexts(BUSINESS_SETTINGS);
  const forms = useTexts(FORMS);
  const act = useAct();
  const fields = useFields({ confirmation: "" }, act.problem);
  const [waived, setWaived] = useState(false);
  const submit = async () => {
    if (!fields.complete({ confirmation: forms.required })) return;
    const body = { ...fields.values, waive_downloads: waived, cancel_at: "period_end" as const, language };
    const changed = await act.run(body, askForDeletion);
    if (changed !== null) onChanged(changed);
  };
  const refused = (act.problem?.refused ?? []).filter(({ place }) => place === "").map(({ code }) => code);
  const obstacles = new Set<string>([...deletion.obstacles, ...refused]);
  return (
    <Form act={act} danger submit={t.askDeletion} submitting={t.asking} onSubmit={() => void submit()}>
      <WhatFollows deletion={deletion} waived={waived} />
      {deletion.notice !== null && (
        <p class="notice">
          {t.noticeGiven} {deletion.notice[language]}
        </p>
      )}
      <Tick checked={waived} onCheck={setWaived} hint={t.waiveHint}>
        {t.waive}
      </Tick>
      <TextField {...fields.bind("confirmation")} label={t.confirmation(business.name)} />
      {[...obstacles].map((code) => (
        <p key={code}>{refusedValueSentence(code, language)}</p>
      ))}
    </Form>
  );
}

interface TakeBackProps {
  readonly deletion: Body<"DeletionView">;
  readonly requestedAt: string;
  onChanged: DeletionProps["onChanged"];
}

function TakeBack({ deletion, requestedAt, onChanged }: TakeBackProps) {
  const { language } = useWording();
  const t = useTexts(BUSINESS_SETTINGS);
  const act = useAct();
  const run = async () => {
    const changed = await act.run("take back", takeDeletionBack);
    if (changed !== null) onChanged(changed);
  };
  return (
    <>
      <p class="notice notice--wait">{t.deletionAsked(dateTime(requestedAt, language))}</p>
      <WhatFollows deletion={deletion} waived={deletion.waived} />
      <Trouble act={act} />
      <div class="row">
        <button type="button" class="button" aria-disabled={act.busy} onClick={() => void run()}>
          {t.takeBack}
        </button>
      </div>
    </>
  );
}
