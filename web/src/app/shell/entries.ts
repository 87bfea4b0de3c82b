import type { Signed } from "../session/me";

export interface Entry {
  readonly href: string;
  readonly name: "envelopes" | "business" | "members" | "keys" | "activity" | "profile";
}

const EVERYBODY: readonly Entry[] = [
  { href: "/app", name: "envelopes" },
  { href: "/app/keys", name: "keys" },
];
const OWNER: readonly Entry[] = [
  { href: "/app/business", name: "business" },
  { href: "/app/members", name: "members" },
  { href: "/app/activity", name: "activity" },
];
const OWN: readonly Entry[] = [{ href: "/app/profile", name: "profile" }];

/** The pages that make sense to whoever is signed in, in groups. */
export function entriesFor(signed: Signed): readonly (readonly Entry[])[] {
  const acting = signed.business !== null && signed.me.name !== null;
  return [
    ...(acting ? [EVERYBODY] : []),
    ...(acting && signed.isOwner ? [OWNER] : []),
    ...(signed.me.name === null ? [] : [OWN]),
  ];
}
