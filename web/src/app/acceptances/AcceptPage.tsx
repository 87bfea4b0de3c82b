import { useState } from "preact/hooks";
import { acceptVersions } from "../../api/acceptances";
import { Acceptance } from "../../forms/Acceptance";
import { Form } from "../../forms/Form";
import { useAct } from "../../forms/use_act";
import { useTerms } from "../../forms/use_terms";
import { ACCEPTANCES } from "../../i18n/acceptances";
import { useTexts, useWording } from "../../i18n/context";
import { FORMS } from "../../i18n/forms";
import { goToPath } from "../../routing/location";
import { Waiting } from "../../shared/Waiting";
import { useSigned } from "../session/me";
import { PageHead } from "../shell/PageHead";
import { Section } from "../shell/Section";

/** New versions of texts, asked for at sign-in (contract A3). Until then what was accepted stays in force. */
export default function AcceptPage() {
  const { t: common } = useWording();
  const t = useTexts(ACCEPTANCES);
  const forms = useTexts(FORMS);
  const { me, reload } = useSigned();
  const pending = me.pending_acceptances;
  const kinds = [...new Set(pending.map((each) => each.kind))];
  const terms = useTerms(kinds);
  const act = useAct();
  const [marking, setMarking] = useState(false);
  const submit = async () => {
    setMarking(true);
    if (!terms.allAccepted) return;
    const accepted = terms.acceptances();
    const items = pending.map(({ kind, business_id }) => ({ kind, business_id, ...accepted[kind] }));
    if ((await act.run({ items }, acceptVersions)) === null) return terms.reload();
    await reload();
    goToPath("/app");
  };
  if (pending.length === 0) {
    return <PageHead title={t.title} lead={t.none} />;
  }
  return (
    <>
      <PageHead title={t.title} lead={t.lead} />
      <Section title={t.texts}>
        <Form act={act} submit={t.accept} submitting={forms.saving} onSubmit={() => void submit()}>
          {terms.texts !== null &&
            Object.values(terms.texts).map((text) => {
              const kind = text.kind as (typeof kinds)[number];
              const accepted = terms.isAccepted(kind);
              const summary = text.versions[0]?.summary ?? "";
              return (
                <div key={kind}>
                  {summary !== "" && <p>{t.changed(summary)}</p>}
                  <Acceptance
                    text={text}
                    accepted={accepted}
                    error={marking && !accepted ? forms.mustAccept : null}
                    onAccept={(yes) => terms.accept(kind, yes)}
                  />
                </div>
              );
            })}
          <Waiting persistent={terms.persistent} kept={common.waiting.opening} stoppable={false} />
        </Form>
      </Section>
    </>
  );
}
