import type { Signed } from "../session/me";

export interface Entry {
  readonly href: string;
  readonly name: "envelopes" | "business" | "keys" | "profile";
}

const EVERYBODY: readonly Entry[] = [{ href: "/app", name: "envelopes" }];
const OWNER: readonly Entry[] = [
  { href: "/app/business", name: "business" },
  { href: "/app/keys", name: "keys" },
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
