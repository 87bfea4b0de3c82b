import { useEffect } from "preact/hooks";
import { listPacks, orderPack } from "../../api/privacy";
import { Trouble } from "../../forms/Form";
import { useAct } from "../../forms/use_act";
import { useTexts } from "../../i18n/context";
import { PRIVACY } from "../../i18n/privacy";
import { Shown } from "../lists/Shown";
import { useLoaded } from "../lists/use_loaded";
import { Section } from "../shell/Section";
import { PackRows } from "./PackRows";

const AGAIN = 5_000;

/** Packs of evidence for the controller's audits; one that is being made is looked after (contract P9). */
export function OwnPacks() {
  const t = useTexts(PRIVACY);
  const act = useAct();
  const loaded = useLoaded(listPacks);
  const { reload } = loaded;
  const making = loaded.value?.items.some((pack) => pack.state === "making") ?? false;
  useEffect(() => {
    if (!making) return;
    const timer = setInterval(() => void reload(), AGAIN);
    return () => clearInterval(timer);
  }, [making, reload]);
  const order = async () => {
    if ((await act.run(Date.now(), (_, key) => orderPack(key))) !== null) void reload();
  };
  return (
    <Section title={t.packs} lead={t.packsLead}>
      <Shown loaded={loaded}>{({ items }) => <PackRows packs={items} path="/v1/evidence-packs" />}</Shown>
      <div class="row">
        <button type="button" class="button" disabled={act.busy} onClick={() => void order()}>
          {act.busy ? t.ordering : t.orderPack}
        </button>
      </div>
      <Trouble act={act} />
    </Section>
  );
}
