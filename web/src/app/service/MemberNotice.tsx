import type { BusinessView } from "../../api/schemas";
import { useTexts } from "../../i18n/context";
import { SERVICE_NOTICE } from "../../i18n/service_notice";

/** For guests: why they cannot do what they could, and whom to talk to (contract S16). */
export function MemberNotice({ standing }: { standing: BusinessView["standing"] }) {
  const t = useTexts(SERVICE_NOTICE);
  if (standing.state !== "download_only" || standing.reason === null) return null;
  return (
    <div class="notice notice--wait">
      <p class="notice__title">{t.limited[standing.reason]}</p>
      <p>{t.can}</p>
      <p>{t.askOwner}</p>
    </div>
  );
}
