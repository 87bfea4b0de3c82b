import type { Body } from "../../../api/schemas";
import { Tick } from "../../../forms/Tick";
import { useTexts } from "../../../i18n/context";
import { STAFF, STAFF_ROLES } from "../../../i18n/staff";

export type StaffRole = Body<"StaffRole">;

interface RoleTicksProps {
  readonly roles: readonly StaffRole[];
  readonly error: string | null;
  onRoles(roles: StaffRole[]): void;
}

/** The roles of the holder's staff, to tick. */
export function RoleTicks({ roles, error, onRoles }: RoleTicksProps) {
  const t = useTexts(STAFF);
  return (
    <fieldset class="group group--grid">
      <legend>{t.roles}</legend>
      {STAFF_ROLES.map((role) => (
        <Tick
          key={role}
          checked={roles.includes(role)}
          onCheck={(yes) =>
            onRoles(STAFF_ROLES.filter((each) => (each === role ? yes : roles.includes(each))))
          }
        >
          {t.roleNames[role]}
        </Tick>
      ))}
      {error !== null && <p class="field__error">{error}</p>}
    </fieldset>
  );
}
