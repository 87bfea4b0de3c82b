import { readBusiness } from "../../api/accounts";
import type { BusinessView } from "../../api/schemas";
import { BUSINESS } from "../../i18n/business";
import { useTexts, useWording } from "../../i18n/context";
import { dateTime } from "../../i18n/language";
import { Shown } from "../lists/Shown";
import { useLoaded } from "../lists/use_loaded";
import { useSigned } from "../session/me";
import { PageHead } from "../shell/PageHead";
import { Section } from "../shell/Section";
import { countries } from "./countries";

/** The business one acts for. */
export default function BusinessPage() {
  const t = useTexts(BUSINESS);
  const { isOwner } = useSigned();
  const loaded = useLoaded(readBusiness);
  return (
    <>
      <PageHead title={t.title} lead={t.lead}>
        {isOwner && (
          <a class="button button--primary" href="/app/business/settings">
            {t.change}
          </a>
        )}
        <a class="button" href="/app/business/new">
          {t.addAnother}
        </a>
      </PageHead>
      <Shown loaded={loaded}>{(business) => <Data business={business} />}</Shown>
      <div class="row">
        <a class="button button--quiet" href="/app/misuse">
          {t.decisions}
        </a>
        <a class="button button--quiet" href="/app/openings">
          {t.openings}
        </a>
      </div>
    </>
  );
}

function Data({ business }: { business: BusinessView }) {
  const { language } = useWording();
  const t = useTexts(BUSINESS);
  const { address } = business;
  const country = countries(language).find(([code]) => code === business.country)?.[1] ?? business.country;
  const seat = [address.street, `${address.postal_code} ${address.city}`.trim(), address.region, country];
  return (
    <Section title={t.data}>
      <dl class="facts facts--wide">
        <div>
          <dt>{t.name}</dt>
          <dd>{business.name}</dd>
        </div>
        <div>
          <dt>{t.taxId}</dt>
          <dd>{business.tax_id ?? t.noTaxId}</dd>
        </div>
        <div>
          <dt>{t.seat}</dt>
          <dd>{seat.filter((part) => part !== "").join(", ")}</dd>
        </div>
        <div>
          <dt>{t.since}</dt>
          <dd>{dateTime(business.created_at, language)}</dd>
        </div>
      </dl>
    </Section>
  );
}
