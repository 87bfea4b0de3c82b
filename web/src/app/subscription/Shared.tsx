import { useTexts } from "../../i18n/context";
import { PLAN_USE } from "../../i18n/plan_use";
import { useSigned } from "../session/me";
import { Use } from "./Use";

/** A business that uses the plan of another one of its owner (contract A4). */
export function Shared({ payerId }: { payerId: string }) {
  const t = useTexts(PLAN_USE);
  const { me } = useSigned();
  const name = me.businesses.find(({ id }) => id === payerId)?.name ?? payerId;
  return (
    <>
      <div class="notice">
        <p class="notice__title">{t.shared(name)}</p>
        <p>{t.sharedLead}</p>
      </div>
      <Use />
    </>
  );
}
