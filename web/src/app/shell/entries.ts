import type { APP } from "../../i18n/app";
import type { Signed } from "../session/me";
import { staffPermissions } from "../session/staff";

export interface Entry {
  readonly href: string;
  readonly name: keyof (typeof APP)["es"]["pages"];
}

const EVERYBODY: readonly Entry[] = [
  { href: "/app", name: "envelopes" },
  { href: "/app/keys", name: "keys" },
];
const OWNER: readonly Entry[] = [
  { href: "/app/business", name: "business" },
  { href: "/app/subscription", name: "subscription" },
  { href: "/app/invoices", name: "invoices" },
  { href: "/app/members", name: "members" },
  { href: "/app/activity", name: "activity" },
  { href: "/app/access-review", name: "review" },
  { href: "/app/data-protection", name: "privacy" },
  { href: "/app/instructions", name: "instructions" },
];
const DUTIES: Entry = { href: "/app/staff/duties", name: "duties" };
const OWN: readonly Entry[] = [
  { href: "/app/security", name: "security" },
  { href: "/app/profile", name: "profile" },
  { href: "/app/own-activity", name: "ownActivity" },
];

/** Pages of the holder's staff, each with the permissions of which one opens it. */
const STAFF: readonly (Entry & { readonly needs: readonly string[] })[] = [
  { href: "/app/staff/members", name: "staff", needs: ["staff:read"] },
  { href: "/app/staff/customers", name: "customers", needs: ["customers:read"] },
  { href: "/app/staff/recoveries", name: "recoveries", needs: ["accounts:recover"] },
  { href: "/app/staff/billing", name: "billing", needs: ["customers:bill"] },
  { href: "/app/staff/versions", name: "versions", needs: ["terms:read"] },
  { href: "/app/staff/reports", name: "reports", needs: ["misuse:review"] },
  { href: "/app/staff/openings", name: "openings", needs: ["opened_documents:view", "openings:approve"] },
  { href: "/app/staff/access-review", name: "staffReview", needs: ["access:review"] },
  { href: "/app/staff/incidents", name: "incidents", needs: ["incidents:read"] },
  { href: "/app/staff/measures", name: "measures", needs: ["measures:read"] },
  { href: "/app/staff/subprocessors", name: "subprocessors", needs: ["privacy:read"] },
  { href: "/app/staff/processing-record", name: "record", needs: ["processing_record:read"] },
  { href: "/app/staff/rights-requests", name: "rights", needs: ["privacy:change"] },
  { href: "/app/staff/instructions", name: "instructions", needs: ["privacy:read"] },
];

/** Where somebody begins who works for the holder and has no business; `null` for anybody else. */
export function firstOfStaff(me: Signed["me"]): string | null {
  return open(me)[0]?.href ?? (me.staff ? DUTIES.href : null);
}

/** The pages that make sense to whoever is signed in, in groups. */
export function entriesFor(signed: Signed): readonly (readonly Entry[])[] {
  const acting = signed.business !== null && signed.me.name !== null;
  const groups = [
    acting ? EVERYBODY : [],
    acting && signed.isOwner ? OWNER : [],
    [...open(signed.me), ...(signed.me.staff ? [DUTIES] : [])],
    signed.me.name === null ? [] : OWN,
  ];
  return groups.filter((group) => group.length > 0);
}

function open(me: Signed["me"]): readonly Entry[] {
  const may = staffPermissions(me);
  return STAFF.filter(({ needs }) => needs.some((permission) => may.includes(permission)));
}
