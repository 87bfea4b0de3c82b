import { listOffersToMe } from "../../api/ownership";
import { useTexts } from "../../i18n/context";
import { TRANSFER } from "../../i18n/transfer";
import { Shown } from "../lists/Shown";
import { useLoaded } from "../lists/use_loaded";
import { PageHead } from "../shell/PageHead";
import { Offer } from "./Offer";

/** Businesses that are offered to the user: to take with all that goes with them, or not. */
export default function TransferPage() {
  const t = useTexts(TRANSFER);
  const loaded = useLoaded(listOffersToMe);
  return (
    <>
      <PageHead title={t.offersTitle} lead={t.offersLead} />
      <Shown loaded={loaded}>
        {(page) =>
          page.items.length === 0 ? (
            <p class="notice">{t.noOffers}</p>
          ) : (
            page.items.map((offer) => (
              <Offer key={offer.id} offer={offer} onEnded={() => void loaded.reload()} />
            ))
          )
        }
      </Shown>
    </>
  );
}
