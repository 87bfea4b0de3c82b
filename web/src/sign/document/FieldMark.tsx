import { useEffect, useRef } from "preact/hooks";
import type { SigningField } from "../../api/schemas";
import { useWording } from "../../i18n/context";
import { useDesk } from "../desk";
import { Ink } from "../form/Ink";
import { calm, goTo } from "../goto";
import { isAsked } from "../state/draft";
import { placement } from "./geometry";
import { fitted } from "./lettering";

/**
 * A field at its place on the page, showing what is in it. It is a shortcut for pointers: the form says and
 * does the same in order, so keyboards and screen readers are spared the repetition.
 */
export function FieldMark({ field, ratio }: { field: SigningField; ratio: number }) {
  const { active, missing } = useDesk();
  const element = useRef<HTMLButtonElement>(null);
  const isActive = active === field.id;
  const open = missing.some((item) =>
    item.kind === "field"
      ? item.field.id === field.id
      : item.kind === "signature" && field.kind === "signature",
  );
  useEffect(() => {
    if (!isActive || !window.matchMedia("(min-width: 60rem)").matches) return;
    element.current?.scrollIntoView({ block: "center", behavior: calm() ? "auto" : "smooth" });
  }, [isActive]);
  const classes = ["mark", `mark--${field.kind}`, isActive && "mark--active", open && "mark--open"];
  return (
    <button
      ref={element}
      id={`mark-${field.id}`}
      type="button"
      tabIndex={-1}
      aria-hidden="true"
      class={classes.filter(Boolean).join(" ")}
      style={placement(field)}
      onClick={() => goTo(isAsked(field) ? `field-${field.id}` : "signature")}
    >
      <MarkContent field={field} ratio={ratio} />
    </button>
  );
}

function MarkContent({ field, ratio }: { field: SigningField; ratio: number }) {
  const { t } = useWording();
  const { draft, missing, view } = useDesk();
  const value = draft.values[field.id];
  if (field.kind === "signature") {
    if (missing.some((item) => item.kind === "signature"))
      return <Hint text={t.document.signHere} field={field} ratio={ratio} />;
    if (draft.method === "drawn") return <Ink strokes={draft.strokes} />;
    return <Lettering text={draft.typed} field={field} ratio={ratio} script />;
  }
  if (field.kind === "date") return <Hint text={today(view.language)} field={field} ratio={ratio} />;
  if (field.kind === "checkbox") return value === true ? <span class="mark__tick">✓</span> : null;
  const text = typeof value === "string" ? value : "";
  if (text === "") return <Hint text={field.label || t.form.kinds[field.kind]} field={field} ratio={ratio} />;
  return <Lettering text={text} field={field} ratio={ratio} />;
}

interface LetteringProps {
  readonly text: string;
  readonly field: SigningField;
  readonly ratio: number;
  readonly script?: boolean;
}

function Lettering({ text, field, ratio, script = false }: LetteringProps) {
  return (
    <span
      class={script ? "mark__script" : "mark__text"}
      style={{ fontSize: fitted(text, field, ratio, script) }}
    >
      {text}
    </span>
  );
}

function Hint({ text, field, ratio }: Omit<LetteringProps, "script">) {
  return (
    <span class="mark__hint" style={{ fontSize: fitted(text, field, ratio, false) }}>
      {text}
    </span>
  );
}

/** Today as the service will write it when it signs. */
function today(language: string): string {
  const month = language === "es" ? "2-digit" : "short";
  const locale = language === "es" ? "es-ES" : "en-GB";
  return new Intl.DateTimeFormat(locale, { day: "2-digit", month, year: "numeric" }).format(new Date());
}
