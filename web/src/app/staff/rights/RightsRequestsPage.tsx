import { useState } from "preact/hooks";
import type { Body } from "../../../api/schemas";
import { listRightsRequests } from "../../../api/staff/rights";
import { SelectField } from "../../../forms/SelectField";
import { useTexts, useWording } from "../../../i18n/context";
import { dateTime } from "../../../i18n/language";
import { RIGHT_NAMES } from "../../../i18n/rights";
import { RIGHTS_REQUESTS } from "../../../i18n/rights_requests";
import { Paged } from "../../lists/Paged";
import { usePages } from "../../lists/use_pages";
import { PageHead } from "../../shell/PageHead";
import { KeptRequest } from "./KeptRequest";
import { NewRequest } from "./NewRequest";

const RUNNING: Readonly<Record<string, boolean | null>> = { running: true, ended: false, all: null };

/** All requests of people, with their dates. One is open at a time: the mailed one at first (`#rrq_…`). */
export default function RightsRequestsPage() {
  const t = useTexts(RIGHTS_REQUESTS);
  const [shown, setShown] = useState("running");
  const [open, setOpen] = useState(() => window.location.hash.slice(1));
  const pages = usePages((after) => listRightsRequests(RUNNING[shown] ?? null, after), shown);
  const reload = () => void pages.loaded.reload();
  return (
    <>
      <PageHead title={t.title} lead={t.staffLead} />
      <NewRequest
        onRegistered={(id) => {
          setOpen(id);
          reload();
        }}
      />
      {open !== "" && <KeptRequest key={open} id={open} onChanged={reload} onClose={() => setOpen("")} />}
      <search class="filter">
        <SelectField
          label={t.show}
          name="running"
          value={shown}
          error={null}
          options={[
            ["running", t.running],
            ["ended", t.ended],
            ["all", t.all],
          ]}
          onValue={setShown}
        />
      </search>
      <Paged pages={pages} none={<p class="notice">{t.none}</p>}>
        <ul class="records">
          {pages.items.map((request) => (
            <ListedRequest key={request.id} request={request} onOpen={() => setOpen(request.id)} />
          ))}
        </ul>
      </Paged>
    </>
  );
}

interface ListedRequestProps {
  readonly request: Body<"RightsRequestView">;
  onOpen(): void;
}

function ListedRequest({ request, onOpen }: ListedRequestProps) {
  const { language } = useWording();
  const t = useTexts(RIGHTS_REQUESTS);
  const names = useTexts(RIGHT_NAMES);
  const { name, state, own_due_at, passed_on_at, pass_on_due_at, unreached } = request;
  const dates: string[] = [];
  if (own_due_at != null) dates.push(`${t.ownBy} ${dateTime(own_due_at, language)}`);
  if (passed_on_at == null && state === "received")
    dates.push(`${t.passOnBy} ${dateTime(pass_on_due_at, language)}`);
  if (unreached > 0) dates.push(t.noMail);
  return (
    <li class="record">
      <span class="record__main">
        <span class="record__title">
          {names[request.right]}
          {name == null ? "" : `, ${name}`}
        </span>
        <span class="record__detail">{[t.identities[request.identity], ...dates].join(" · ")}</span>
      </span>
      <span class={state === "unanswered" || unreached > 0 ? "state state--wrong" : "state"}>
        {t.states[state]}
      </span>
      <button type="button" class="button" aria-label={`${t.see}: ${request.id}`} onClick={onOpen}>
        {t.see}
      </button>
    </li>
  );
}
