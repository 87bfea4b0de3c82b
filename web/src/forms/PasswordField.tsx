import { useId, useState } from "preact/hooks";
import { useTexts } from "../i18n/context";
import { FORMS } from "../i18n/forms";
import { FieldFrame } from "./FieldFrame";
import { PASSWORD_RULES } from "./password_rules";
import type { BoundField } from "./use_fields";

interface PasswordFieldProps extends BoundField {
  readonly label: string;
  /** A new one shows the rules (contract M3) as they are met. */
  readonly kind: "current" | "new";
}

/** A password, hidden unless its owner wants to see it. */
export function PasswordField({ label, kind, error, value, name, onValue }: PasswordFieldProps) {
  const t = useTexts(FORMS);
  const id = useId();
  const [shown, setShown] = useState(false);
  return (
    <div class="secret">
      <FieldFrame id={id} label={label} error={error}>
        <div class="secret__line">
          <input
            id={id}
            name={name}
            class="input"
            {...({ type: shown ? "text" : "password" } as { type: "password" })}
            autocomplete={kind === "new" ? "new-password" : "current-password"}
            autocapitalize="none"
            spellcheck={false}
            required
            value={value}
            aria-invalid={error !== null}
            aria-describedby={kind === "new" ? `${id}-rules ${id}-error` : `${id}-error`}
            onInput={(event) => onValue(event.currentTarget.value)}
          />
          <button type="button" class="secret__show" aria-pressed={shown} onClick={() => setShown(!shown)}>
            {shown ? t.hide : t.show}
            <span class="unseen"> {label}</span>
          </button>
        </div>
      </FieldFrame>
      {kind === "new" && <Rules id={`${id}-rules`} password={value} />}
    </div>
  );
}

function Rules({ id, password }: { id: string; password: string }) {
  const t = useTexts(FORMS);
  return (
    <ul id={id} class="rules">
      {PASSWORD_RULES.map(([rule, met]) => (
        <li key={rule} class={met(password) ? "rules__rule rules__rule--met" : "rules__rule"}>
          <span class="unseen">{met(password) ? t.met : t.notMet}</span>
          {t.passwordRules[rule]}
        </li>
      ))}
    </ul>
  );
}
