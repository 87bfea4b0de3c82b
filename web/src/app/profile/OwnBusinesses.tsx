import { useState } from "preact/hooks";
import { leaveBusiness } from "../../api/members";
import type { BusinessPlace } from "../../api/schemas";
import { Confirm } from "../../forms/Confirm";
import { APP } from "../../i18n/app";
import { useTexts } from "../../i18n/context";
import { PERSON } from "../../i18n/person";
import { Seal } from "../../shared/Seal";
import { rememberBusiness } from "../session/chosen_business";
import { useSigned } from "../session/me";
import { Section } from "../shell/Section";

/** The businesses the user belongs to. A guest leaves when they like; an owner transfers first (contract A5). */
export function OwnBusinesses() {
  const t = useTexts(PERSON);
  const { roles } = useTexts(APP);
  const { me, reload } = useSigned();
  const [leaving, setLeaving] = useState<BusinessPlace | null>(null);
  if (me.businesses.length === 0) return null;
  return (
    <Section title={t.businesses}>
      <ul class="rows">
        {me.businesses.map((business) => (
          <li key={business.id} class="rows__row">
            <Seal seed={business.id} />
            <span class="rows__main">
              <span class="rows__title">{business.name}</span>
              <span class="rows__detail">{roles[business.role] ?? business.role}</span>
            </span>
            {business.role !== "owner" && (
              <button type="button" class="button button--quiet" onClick={() => setLeaving(business)}>
                {t.leave}
                <span class="unseen"> {business.name}</span>
              </button>
            )}
          </li>
        ))}
      </ul>
      {leaving !== null && (
        <Confirm
          title={t.leaveTitle(leaving.name)}
          text={<p>{t.leaveText}</p>}
          confirm={t.leave}
          confirming={t.leaving}
          act={() => leaveBusiness(leaving.id)}
          onClose={() => setLeaving(null)}
          onDone={() => {
            setLeaving(null);
            rememberBusiness(null);
            void reload();
          }}
        />
      )}
    </Section>
  );
}
