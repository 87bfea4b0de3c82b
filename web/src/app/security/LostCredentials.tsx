import { useState } from "preact/hooks";
import { reportOwnCredentials } from "../../api/credentials";
import type { Body } from "../../api/schemas";
import { Confirm } from "../../forms/Confirm";
import { SelectField } from "../../forms/SelectField";
import { useTexts } from "../../i18n/context";
import { CREDENTIALS, TROUBLES } from "../../i18n/credentials";
import { Section } from "../shell/Section";

type Kind = Body<"CredentialTrouble">;

/** Ends everything of one's own at once (contract A7). */
export function LostCredentials() {
  const t = useTexts(CREDENTIALS);
  const [asking, setAsking] = useState(false);
  const [kind, setKind] = useState<Kind>("loss");
  return (
    <Section title={t.own} lead={t.ownText}>
      <div class="row">
        <button type="button" class="button button--quiet" onClick={() => setAsking(true)}>
          {t.title}
        </button>
      </div>
      {asking && (
        <Confirm
          title={t.confirmTitle}
          text={
            <>
              <p>{t.confirmText}</p>
              <SelectField
                label={t.what}
                name="kind"
                value={kind}
                error={null}
                options={TROUBLES.map((each) => [each, t.kinds[each]] as const)}
                onValue={(value) => setKind(value as Kind)}
              />
            </>
          }
          confirm={t.ownConfirm}
          confirming={t.confirming}
          act={(key) => reportOwnCredentials({ kind, words: "" }, key)}
          onClose={() => setAsking(false)}
          onDone={() => window.location.assign("/reset")}
        />
      )}
    </Section>
  );
}
