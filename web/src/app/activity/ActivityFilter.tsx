import type { ActivityWanted } from "../../api/activity";
import type { Body } from "../../api/schemas";
import { SelectField } from "../../forms/SelectField";
import { TextField } from "../../forms/TextField";
import { ACTIVITY } from "../../i18n/activity";
import { useTexts } from "../../i18n/context";

interface DayFilterProps {
  readonly wanted: ActivityWanted;
  onWant(wanted: ActivityWanted): void;
}

interface ActivityFilterProps extends DayFilterProps {
  readonly members: readonly Body<"MemberView">[];
}

/** Who, what and when. */
export function ActivityFilter({ wanted, members, onWant }: ActivityFilterProps) {
  const t = useTexts(ACTIVITY);
  const people = members.map((member) => [member.user_id, member.name ?? member.email] as const);
  return (
    <search class="filter filter--four">
      <SelectField
        label={t.who}
        name="user"
        value={wanted.user}
        error={null}
        options={[["", t.anybody], ...people]}
        onValue={(user) => onWant({ ...wanted, user })}
      />
      <KindFilter wanted={wanted} onWant={onWant} />
      <DayFilter wanted={wanted} onWant={onWant} />
    </search>
  );
}

/** Acts alone, or what was looked at too. */
export function KindFilter({ wanted, onWant }: DayFilterProps) {
  const t = useTexts(ACTIVITY);
  return (
    <SelectField
      label={t.what}
      name="kind"
      value={wanted.actsOnly ? "acts" : "all"}
      error={null}
      options={[
        ["acts", t.actsOnly],
        ["all", t.readingsToo],
      ]}
      onValue={(kind) => onWant({ ...wanted, actsOnly: kind === "acts" })}
    />
  );
}

/** From which day to which. */
export function DayFilter({ wanted, onWant }: DayFilterProps) {
  const t = useTexts(ACTIVITY);
  const day = (name: "from" | "to") => ({
    name,
    value: wanted[name],
    error: null,
    onValue: (value: string) => onWant({ ...wanted, [name]: value }),
  });
  return (
    <>
      <TextField {...day("from")} label={t.from} type="date" optional="silent" />
      <TextField {...day("to")} label={t.to} type="date" optional="silent" />
    </>
  );
}
