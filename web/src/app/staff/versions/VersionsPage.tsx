import { useState } from "preact/hooks";
import { listStandings, readVersions } from "../../../api/acceptances";
import { SelectField } from "../../../forms/SelectField";
import { ACCEPTANCES } from "../../../i18n/acceptances";
import { useTexts, useWording } from "../../../i18n/context";
import { shortDate } from "../../../i18n/language";
import { More } from "../../lists/More";
import { Shown } from "../../lists/Shown";
import { useLoaded } from "../../lists/use_loaded";
import { usePages } from "../../lists/use_pages";
import { PageHead } from "../../shell/PageHead";

const KINDS = ["terms", "privacy", "processor", "staff-commitments"] as const;
type Kind = (typeof KINDS)[number];

/** Who is on which version of a text, of all or of one of them (contract A3). */
export default function VersionsPage() {
  const { language } = useWording();
  const t = useTexts(ACCEPTANCES);
  const [kind, setKind] = useState<Kind>("terms");
  const [version, setVersion] = useState("");
  const text = useLoaded(() => readVersions(kind, language), `${kind} ${language}`);
  const pages = usePages((after) => listStandings(kind, version || undefined, after), `${kind} ${version}`);
  const versions = text.value?.versions.map((each) => [each.version, each.version] as const) ?? [];
  return (
    <>
      <PageHead title={t.versions} lead={t.versionsLead} />
      <search class="filter">
        <SelectField
          label={t.which}
          name="kind"
          value={kind}
          error={null}
          options={KINDS.map((each) => [each, t.kinds[each]] as const)}
          onValue={(value) => {
            setKind(value as Kind);
            setVersion("");
          }}
        />
        <SelectField
          label={t.version}
          name="version"
          value={version}
          error={null}
          options={[["", t.everyVersion] as const, ...versions]}
          onValue={setVersion}
        />
      </search>
      <Shown loaded={pages.loaded}>
        {() => (
          <>
            <ul class="rows log">
              {pages.items.map((standing) => (
                <li key={`${standing.user_id} ${standing.business_id}`} class="rows__row">
                  <span class="rows__main">
                    <span class="rows__title">{standing.business ?? standing.name ?? standing.email}</span>
                    <span class="rows__detail">
                      {standing.email} · {t.on(standing.version)}
                      {standing.accepted_at !== null && ` · ${shortDate(standing.accepted_at, language)}`}
                    </span>
                  </span>
                  <span class={standing.pending ? "state state--wrong" : "state state--on"}>
                    {standing.pending ? t.pending : t.current}
                  </span>
                </li>
              ))}
            </ul>
            <More pages={pages} />
          </>
        )}
      </Shown>
    </>
  );
}
