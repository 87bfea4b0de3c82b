import { readBusiness } from "../../api/accounts";
import { listSubscriptions } from "../../api/subscription";
import type { PathValues } from "../../routing/match";
import { useLoaded } from "../lists/use_loaded";
import { useSigned } from "../session/me";
import { MemberNotice } from "./MemberNotice";
import { NoPlan } from "./NoPlan";
import { OwnerNotice } from "./OwnerNotice";

/** Pages that offer plans by themselves to whoever has none. */
const SAY_SO = ["/app/plans", "/app/subscription"];

/** Says on every page what of the service is missing, and what to do about it (contract S7, S16, E5). */
export default function ServiceNotice({ path = "" }: PathValues) {
  const { isOwner } = useSigned();
  return isOwner ? <ForOwner path={path} /> : <ForMember path={path} />;
}

function ForOwner({ path }: { path: string }) {
  const { value } = useLoaded(listSubscriptions, path);
  if (value === null) return null;
  const current = value.items.find(({ state }) => state !== "succeeded" && state !== "lapsed");
  if (current !== undefined) return <OwnerNotice subscription={current} />;
  const saysSo = SAY_SO.some((page) => path.startsWith(page));
  return value.payer_id === null && !saysSo ? <NoPlan /> : null;
}

function ForMember({ path }: { path: string }) {
  const { value } = useLoaded(readBusiness, path);
  return value === null ? null : <MemberNotice standing={value.standing} />;
}
