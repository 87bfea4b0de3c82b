import type { Body } from "../../api/schemas";
import { useTexts, useWording } from "../../i18n/context";
import { KEYS } from "../../i18n/keys";
import { shortDate } from "../../i18n/language";

interface KeyRowProps {
  readonly shown: Body<"ApiKeyView">;
  onEnd(): void;
  onRotate(): void;
}

/** A key without its secret: whose it is, what it may do, and when it was used. */
export function KeyRow({ shown, onEnd, onRotate }: KeyRowProps) {
  const { language } = useWording();
  const t = useTexts(KEYS);
  const date = (instant: string) => shortDate(instant, language);
  const over = shown.expires_at !== null && Date.parse(shown.expires_at) <= Date.now();
  const details = [
    ...(shown.mode === "test" ? [t.modes.test] : []),
    t.by(shown.created_by.name ?? shown.created_by.email),
    t.made(date(shown.created_at)),
    shown.last_used_at === null ? t.unused : t.used(date(shown.last_used_at)),
    ...(shown.expires_at === null
      ? []
      : [(over ? t.expired : t.expires)(shortDate(shown.expires_at, language, -1))]),
  ];
  return (
    <li class="rows__row">
      <span class="rows__main">
        <span class="rows__title">
          {shown.name} <code>{shown.hint}…</code>
        </span>
        <span class="rows__detail">{details.join(" · ")}</span>
        <span class="rows__detail">{shown.scopes.map((scope) => t.scopes[scope] ?? scope).join(", ")}</span>
      </span>
      <span class="row">
        {!over && (
          <button type="button" class="button button--quiet" onClick={onRotate}>
            {t.rotate}
            <span class="unseen"> {shown.name}</span>
          </button>
        )}
        <button type="button" class="button button--quiet" onClick={onEnd}>
          {t.end}
          <span class="unseen"> {shown.name}</span>
        </button>
      </span>
    </li>
  );
}
