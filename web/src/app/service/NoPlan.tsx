import { useTexts } from "../../i18n/context";
import { SERVICE_NOTICE } from "../../i18n/service_notice";

/** For the owner of a business that has no plan: what goes without one, and the way to one (contract S1, E5). */
export function NoPlan() {
  const t = useTexts(SERVICE_NOTICE);
  return (
    <div class="notice notice--wait">
      <p class="notice__title">{t.noPlan}</p>
      <p>{t.noPlanText}</p>
      <div class="row">
        <a class="button" href="/app/plans">
          {t.plans}
        </a>
      </div>
    </div>
  );
}
