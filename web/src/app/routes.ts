import type { LoadPage } from "../routing/Lazy";
import { match, type PathValues } from "../routing/match";

const duties: LoadPage = () => import("./staff/duties/DutiesPage");
const breaches: LoadPage = () => import("./staff/breaches/BreachPages");

/** The private area's pages by their address; each comes when it is first shown. */
const PAGES: readonly (readonly [string, LoadPage])[] = [
  ["/app", () => import("./envelopes/EnvelopesPage")],
  ["/app/envelopes/:id", () => import("./envelopes/EnvelopePage")],
  ["/app/business", () => import("./business/BusinessPage")],
  ["/app/business/new", () => import("./welcome/NewBusinessPage")],
  ["/app/plans", () => import("./plans/PlansPage")],
  ["/app/plans/:id", () => import("./plans/PreviewPage")],
  ["/app/subscription", () => import("./subscription/SubscriptionPage")],
  ["/app/subscription/change/:id", () => import("./plans/ChangePage")],
  ["/app/subscription/cancel", () => import("./subscription/CancelPage")],
  ["/app/subscription/withdraw", () => import("./subscription/WithdrawPage")],
  ["/app/invoices", () => import("./invoices/InvoicesPage")],
  ["/app/export", () => import("./export/ExportPage")],
  ["/app/keys", () => import("./keys/KeysPage")],
  ["/app/members", () => import("./members/MembersPage")],
  ["/app/activity", () => import("./activity/BusinessActivityPage")],
  ["/app/staff/duties", duties],
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
  ["/app/staff/breaches", breaches],
  ["/app/staff/breaches/:id", breaches],
  ["/app/staff/openings", () => import("./staff/openings/OpeningsPage")],
  ["/app/staff/openings/:id", () => import("./staff/openings/ReadPage")],
  ["/app/staff/recoveries", () => import("./staff/recoveries/RecoveriesPage")],
  ["/app/staff/customers", () => import("./staff/customers/CustomersPage")],
  ["/app/staff/subprocessors", () => import("./staff/privacy/SubprocessorsPage")],
  ["/app/staff/rights-requests", () => import("./staff/rights/RightsRequestsPage")],
  ["/app/staff/instructions", () => import("./staff/privacy/InstructionsPage")],
  ["/app/instructions", () => import("./privacy/InstructionsPage")],
  ["/app/staff/processing-record", () => import("./staff/privacy/ProcessingRecordPage")],
  ["/app/staff/measures", () => import("./staff/measures/MeasuresPage")],
  ["/app/data-protection", () => import("./privacy/DataProtectionPage")],
  ["/app/staff/billing", () => import("./staff/billing/BillingPage")],
  ["/app/staff/billing/:id", () => import("./staff/billing/ContractPage")],
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
