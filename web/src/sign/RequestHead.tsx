import type { OtherSigner, SigningView } from "../api/schemas";
import { useWording } from "../i18n/context";
import { lastMoment } from "../i18n/language";
import { Prose } from "../shared/Prose";
import { Rosette } from "../shared/Rosette";

/** Who asks, for what and until when; and, before any data is given, who is responsible for it (contract E3). */
export function RequestHead({ view }: { view: SigningView }) {
  const { language, t } = useWording();
  return (
    <section class="request" aria-labelledby="request-title">
      <div class="request__what">
        <p class="request__asks">{t.request.asks(view.sender_name)}</p>
        <h1 id="request-title" class="request__title">
          {view.title}
        </h1>
        {view.message !== "" && <blockquote class="request__message">{view.message}</blockquote>}
        <p class="request__meta">
          {t.request.hello(view.signer_name)}
          {view.expires_at !== null && ` · ${t.request.until(lastMoment(view.expires_at, language))}`}
        </p>
      </div>
      <div class="request__side">
        <Privacy view={view} />
        {view.signers.length > 1 && <Parties signers={view.signers} />}
      </div>
      <Rosette seed={view.envelope_id} />
    </section>
  );
}

function Privacy({ view }: { view: SigningView }) {
  const { t } = useWording();
  const { controller } = view;
  const rows: [string, string][] = [
    [t.privacy.who, controller.name],
    ...(controller.tax_id ? [[t.privacy.taxId, controller.tax_id] as [string, string]] : []),
    ...(controller.address ? [[t.privacy.address, controller.address] as [string, string]] : []),
    [t.privacy.contact, controller.contact_email],
    [t.privacy.purpose, t.privacy.purposeText],
  ];
  return (
    <section class="privacy" aria-labelledby="privacy-title">
      <h2 id="privacy-title" class="small-title">
        {t.privacy.heading}
      </h2>
      <p>{t.privacy.controller(controller.name, view.sender_name)}</p>
      <details class="disclosure">
        <summary>{t.privacy.more}</summary>
        <dl class="facts">
          {rows.map(([term, fact]) => (
            <div key={term}>
              <dt>{term}</dt>
              <dd>{fact}</dd>
            </div>
          ))}
        </dl>
        <h3>{t.privacy.rights}</h3>
        <Prose text={controller.rights_text} language={view.language} />
        <a class="button button--quiet" href="/rights-request">
          {t.privacy.rights}
        </a>
      </details>
    </section>
  );
}

/** The parties by name and state. */
export function Parties({ signers }: { signers: readonly OtherSigner[] }) {
  const { t } = useWording();
  return (
    <section class="parties" aria-labelledby="parties-title">
      <h2 id="parties-title" class="small-title">
        {t.request.parties}
      </h2>
      <ul>
        {signers.map((signer, index) => (
          <li key={`${index}-${signer.name}`} class={`party party--${signer.state}`}>
            <span class="party__name">
              <bdi>{signer.name}</bdi>
              {signer.you && ` (${t.request.you})`}
            </span>
            <span class="party__state">{t.request.states[signer.state]}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}
