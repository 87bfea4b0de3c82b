import type { Me } from "../../api/schemas";

/** What the user may do as a member of the holder's staff; nothing for anybody else. */
export function staffPermissions(me: Me): readonly string[] {
  const staff: unknown = "staff" in me ? me.staff : null;
  if (typeof staff !== "object" || staff === null || !("permissions" in staff)) return [];
  return Array.isArray(staff.permissions) ? staff.permissions.map(String) : [];
}
