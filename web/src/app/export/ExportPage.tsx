import { useEffect } from "preact/hooks";
import { archiveAddress, askForExport, type Export, listExports } from "../../api/exports";
import { Trouble } from "../../forms/Form";
import { useAct } from "../../forms/use_act";
import { useTexts, useWording } from "../../i18n/context";
import { EXPORT } from "../../i18n/export";
import { dateTime, type Language, lastMoment } from "../../i18n/language";
import { bytes } from "../../i18n/size";
import { Shown } from "../lists/Shown";
import { useLoaded } from "../lists/use_loaded";
import { useSigned } from "../session/me";
import { OwnerOnly } from "../session/OwnerOnly";
import { PageHead } from "../shell/PageHead";
import { Section } from "../shell/Section";

/** How often an export that is being made is looked at, in milliseconds. */
const PAUSE = 3_000;

/** Everything of the business, to take along (contract S16). */
export default function ExportPage() {
  const t = useTexts(EXPORT);
  return (
    <OwnerOnly title={t.title}>
      <Exports />
    </OwnerOnly>
  );
}

function Exports() {
  const t = useTexts(EXPORT);
  const act = useAct();
  const loaded = useLoaded(listExports);
  const making = loaded.value?.items.some(({ state }) => state === "measuring") ?? false;
  useDownloadsOf();
  useEffect(() => {
    if (!making) return;
    const timer = setInterval(() => void loaded.reload(), PAUSE);
    return () => clearInterval(timer);
  }, [making, loaded.reload]);
  const ask = async () => {
    if (making || act.busy) return;
    if ((await act.run("export", (_, key) => askForExport(key))) !== null) await loaded.reload();
  };
  return (
    <>
      <PageHead title={t.title} lead={t.lead}>
        <button
          type="button"
          class="button button--primary"
          aria-disabled={act.busy || making}
          onClick={() => void ask()}
        >
          {act.busy ? t.asking : t.ask}
        </button>
      </PageHead>
      <Trouble act={act} />
      <Section title={t.made}>
        <Shown loaded={loaded}>
          {({ items }) =>
            items.length === 0 ? (
              <p>{t.none}</p>
            ) : (
              <ul class="rows">
                {items.map((one) => (
                  <Row key={one.id} made={one} />
                ))}
              </ul>
            )
          }
        </Shown>
      </Section>
    </>
  );
}

/** A link cannot name the business that the tab acts for: the service acts for the same one. */
function useDownloadsOf(): void {
  const { business, choose } = useSigned();
  // biome-ignore lint/correctness/useExhaustiveDependencies: once for each business
  useEffect(() => {
    if (business !== null && !business.current) void choose(business.id);
  }, [business?.id]);
}

function Row({ made }: { made: Export }) {
  const { language } = useWording();
  const t = useTexts(EXPORT);
  return (
    <li class="rows__row">
      <span class="rows__main">
        <span class="rows__title">{t.requested(dateTime(made.requested_at, language))}</span>
        {detailsOf(made, t, language).map((detail) => (
          <span key={detail} class="rows__detail">
            {detail}
          </span>
        ))}
      </span>
      <span class={made.state === "ready" ? "state state--on" : "state"}>{t.states[made.state]}</span>
      {made.state === "ready" && (
        <a class="button" download href={archiveAddress(made.id)}>
          {t.download}
        </a>
      )}
    </li>
  );
}

function detailsOf(made: Export, t: (typeof EXPORT)["es"], language: Language): string[] {
  if (made.state === "lapsed") return [t.lapsed];
  if (made.size === null) return [t.soFar(made.files)];
  return [
    t.contents(made.files, bytes(made.size, language)),
    ...(made.fetch_until === null ? [] : [t.until(lastMoment(made.fetch_until, language))]),
    ...(made.unreadable === 0 ? [] : [t.unreadable(made.unreadable)]),
  ];
}
