import type { Me } from "../../api/schemas";

/** Whether somebody works for the holder and has no access before they sign and learn what is missing. */
export function isBarred(me: Me): boolean {
  return me.staff?.barred ?? false;
}

/** What the user may do as a member of the holder's staff; nothing for anybody else. */
export function staffPermissions(me: Me): readonly string[] {
  const staff: unknown = "staff" in me ? me.staff : null;
  if (typeof staff !== "object" || staff === null || !("permissions" in staff)) return [];
  if (isBarred(me)) return [];
  return Array.isArray(staff.permissions) ? staff.permissions.map(String) : [];
}
