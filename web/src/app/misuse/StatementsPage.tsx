import { useState } from "preact/hooks";
import { appeal, listStatements } from "../../api/misuse";
import type { Body } from "../../api/schemas";
import { AskReason } from "../../forms/AskReason";
import { useTexts, useWording } from "../../i18n/context";
import { shortDate } from "../../i18n/language";
import { MISUSE } from "../../i18n/misuse";
import { Shown } from "../lists/Shown";
import { useLoaded } from "../lists/use_loaded";
import { PageHead } from "../shell/PageHead";
import { Section } from "../shell/Section";

type Statement = Body<"StatementView">;

/** Sanctions with their reasons, as the business is told them, and the way to appeal (contract A8). */
export default function StatementsPage() {
  const t = useTexts(MISUSE);
  const loaded = useLoaded(listStatements);
  const [appealing, setAppealing] = useState<Statement | null>(null);
  return (
    <>
      <PageHead title={t.title} lead={t.lead} />
      <Shown loaded={loaded}>
        {(page) =>
          page.items.length === 0 ? (
            <p class="notice">{t.none}</p>
          ) : (
            page.items.map((statement) => (
              <Told key={statement.id} statement={statement} onAppeal={() => setAppealing(statement)} />
            ))
          )
        }
      </Shown>
      {appealing !== null && (
        <AskReason
          title={t.appeal}
          label={t.appealLabel}
          place="words"
          confirm={t.appeal}
          act={(words, key) => appeal(appealing.id, words, key)}
          onClose={() => setAppealing(null)}
          onDone={() => {
            setAppealing(null);
            void loaded.reload();
          }}
        />
      )}
    </>
  );
}

function Told({ statement, onAppeal }: { statement: Statement; onAppeal: () => void }) {
  const { language } = useWording();
  const t = useTexts(MISUSE);
  const { appeal: filed, appeal_until: until } = statement;
  const open = filed === null && until !== null && Date.parse(until) > Date.now();
  return (
    <Section
      title={t.verdicts[statement.verdict]}
      aside={<span class="state state--wrong">{t.states[statement.state]}</span>}
    >
      <dl class="facts facts--wide">
        <div>
          <dt>{t.ground}</dt>
          <dd>{t.grounds[statement.ground]}</dd>
        </div>
        <div>
          <dt>{t.facts}</dt>
          <dd>{statement.facts}</dd>
        </div>
        <div>
          <dt>{t.clauses}</dt>
          <dd>{statement.clauses.join(", ")}</dd>
        </div>
      </dl>
      {filed !== null && (
        <p class="notice">
          {t.appealStates[filed.state]}
          {filed.reason !== null && `: ${filed.reason}`}
        </p>
      )}
      {open && until !== null && (
        <>
          <p>{t.appealUntil(shortDate(until, language, -1))}</p>
          <div class="row">
            <button type="button" class="button button--primary" onClick={onAppeal}>
              {t.appeal}
            </button>
          </div>
        </>
      )}
    </Section>
  );
}
