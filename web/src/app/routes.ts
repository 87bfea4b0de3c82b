import type { LoadPage } from "../routing/Lazy";
import { match, type PathValues } from "../routing/match";

/** The private area's pages by their address; each comes when it is first shown. */
const PAGES: readonly (readonly [string, LoadPage])[] = [
  ["/app", () => import("./envelopes/EnvelopesPage")],
  ["/app/envelopes/:id", () => import("./envelopes/EnvelopePage")],
  ["/app/business", () => import("./business/BusinessPage")],
  ["/app/business/new", () => import("./welcome/NewBusinessPage")],
  ["/app/keys", () => import("./keys/KeysPage")],
  ["/app/members", () => import("./members/MembersPage")],
  ["/app/activity", () => import("./activity/BusinessActivityPage")],
  ["/app/staff/members", () => import("./staff/people/StaffPage")],
  ["/app/staff/members/:id", () => import("./staff/people/StaffMemberPage")],
  ["/app/accept", () => import("./acceptances/AcceptPage")],
  ["/app/staff/versions", () => import("./staff/versions/VersionsPage")],
  ["/app/misuse", () => import("./misuse/StatementsPage")],
  ["/app/staff/reports", () => import("./staff/misuse/ReportsPage")],
  ["/app/staff/reports/:id", () => import("./staff/misuse/ReportPage")],
  ["/app/access-review", () => import("./reviews/BusinessReviewsPage")],
  ["/app/access-review/:id", () => import("./reviews/BusinessReviewPage")],
  ["/app/staff/access-review", () => import("./reviews/StaffReviewsPage")],
  ["/app/staff/access-review/:id", () => import("./reviews/StaffReviewPage")],
  ["/app/staff/incidents", () => import("./staff/incidents/IncidentsPage")],
  ["/app/staff/incidents/:id", () => import("./staff/incidents/IncidentPage")],
  ["/app/staff/openings", () => import("./staff/openings/OpeningsPage")],
  ["/app/staff/openings/:id", () => import("./staff/openings/ReadPage")],
  ["/app/staff/customers", () => import("./staff/customers/CustomersPage")],
  ["/app/openings", () => import("./openings/OwnDocumentsPage")],
  ["/app/own-activity", () => import("./activity/OwnActivityPage")],
  ["/app/business/settings", () => import("./business/SettingsPage")],
  ["/app/transfer", () => import("./transfer/TransferPage")],
  ["/app/security", () => import("./security/SecurityPage")],
  ["/app/profile", () => import("./profile/ProfilePage")],
];
const nowhere: LoadPage = () => import("./NowherePage");

/** The page at `path`, with the values in it. */
export function pageFor(path: string): { load: LoadPage; values: PathValues } {
  for (const [pattern, load] of PAGES) {
    const values = match(pattern, path);
    if (values !== null) return { load, values };
  }
  return { load: nowhere, values: {} };
}
