import { listInvitations, listMembers } from "../../api/members";
import type { Body } from "../../api/schemas";
import { useTexts } from "../../i18n/context";
import { MEMBERS } from "../../i18n/members";
import { useLoaded } from "../lists/use_loaded";
import { PageHead } from "../shell/PageHead";
import { Invitations } from "./Invitations";
import { Invite } from "./Invite";
import { People } from "./People";
import { Transfer } from "./Transfer";

/** A guest whom nobody shut out for misuse (contract A8). */
function isAbleToOwn({ role, shut_out_at }: Body<"MemberView">): boolean {
  return role === "guest" && shut_out_at === null;
}

/** Who belongs to the business, and who has been invited (contract A5). */
export default function MembersPage() {
  const t = useTexts(MEMBERS);
  const people = useLoaded(listMembers);
  const invitations = useLoaded(listInvitations);
  return (
    <>
      <PageHead title={t.title} lead={t.lead} />
      <People loaded={people} />
      <Invite onInvited={() => void invitations.reload()} />
      <Invitations loaded={invitations} />
      <Transfer guests={people.value?.items.filter(isAbleToOwn) ?? []} />
    </>
  );
}
