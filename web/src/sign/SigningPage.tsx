import { useMemo, useState } from "preact/hooks";
import type { SigningView } from "../api/schemas";
import type { SigningLink } from "../api/signing";
import { useTitle, useWording } from "../i18n/context";
import { type Desk, DeskContext } from "./desk";
import { Documents } from "./document/Documents";
import { ActSection } from "./form/ActSection";
import { ConsentSection } from "./form/ConsentSection";
import { FieldSection } from "./form/FieldSection";
import { SignatureSection } from "./form/SignatureSection";
import { StepBar } from "./form/StepBar";
import { goTo } from "./goto";
import { RequestHead } from "./RequestHead";
import { ReportLink } from "./report/ReportLink";
import { anchorOf, missing } from "./state/missing";
import { type Acts, useActs } from "./use_acts";
import { useDraft } from "./use_draft";

interface SigningPageProps {
  readonly link: SigningLink;
  readonly view: SigningView;
  look(): Promise<SigningView | null>;
  show(view: SigningView): void;
}

/** The page of an envelope that is ready to be signed: who asks, the documents, and what to fill in. */
export function SigningPage({ link, view, look, show }: SigningPageProps) {
  const { t } = useWording();
  const handle = useDraft(view, link.token);
  const acts = useActs({ link, view, handle, look, show });
  const [marking, setMarking] = useState(false);
  const [active, activate] = useState<string | null>(null);
  const { draft, edit } = handle;
  const left = useMemo(() => missing(draft, view), [draft, view]);
  const desk: Desk = { link, view, draft, edit, missing: left, marking, active, activate };
  useTitle(t.request.pageTitle(view.title));

  const sign = () => {
    setMarking(true);
    const first = left[0];
    if (first !== undefined) return goTo(anchorOf(first));
    goTo("act", { focus: false });
    void acts.sign();
  };

  return (
    <DeskContext.Provider value={desk}>
      <a class="skip" href="#panel">
        {t.skipToForm}
      </a>
      <main class="signing">
        <RequestHead view={view} />
        <div class="desk">
          <Documents />
          <Panel acts={acts} onSign={sign} />
        </div>
      </main>
      <ReportLink token={link.token} messages={view.channels.length > 0} />
      <StepBar busy={acts.signing.attempt.phase !== "idle"} onSign={sign} />
    </DeskContext.Provider>
  );
}

function Panel({ acts, onSign }: { acts: Acts; onSign: () => void }) {
  const { t } = useWording();
  return (
    <form
      id="panel"
      class="panel"
      tabIndex={-1}
      noValidate
      aria-label={t.form.heading}
      onSubmit={(event) => {
        event.preventDefault();
        onSign();
      }}
    >
      <FieldSection />
      <SignatureSection />
      <ConsentSection />
      <ActSection acts={acts} />
    </form>
  );
}
