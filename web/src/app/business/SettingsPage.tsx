import { readBusiness } from "../../api/accounts";
import { BUSINESS_SETTINGS } from "../../i18n/business_settings";
import { useTexts } from "../../i18n/context";
import { Shown } from "../lists/Shown";
import { useLoaded } from "../lists/use_loaded";
import { PageHead } from "../shell/PageHead";
import { ChangeData } from "./ChangeData";
import { Changes } from "./Changes";
import { Deletion } from "./Deletion";
import { Promotion } from "./Promotion";

/** What the owner sets of the business (contract A2, A9, S18). */
export default function SettingsPage() {
  const t = useTexts(BUSINESS_SETTINGS);
  const loaded = useLoaded(readBusiness);
  return (
    <>
      <PageHead title={t.title} lead={t.lead} />
      <Shown loaded={loaded}>
        {(business) => (
          <>
            <ChangeData business={business} onChanged={loaded.show} />
            <Promotion business={business} onChanged={loaded.show} />
            <Changes business={business} />
            <Deletion business={business} onChanged={loaded.show} />
          </>
        )}
      </Shown>
    </>
  );
}
