import { useState } from "preact/hooks";
import { useTexts } from "../../i18n/context";
import { KEYS } from "../../i18n/keys";
import { Dialog } from "../../shared/Dialog";

interface ShownOnceProps {
  readonly title: string;
  readonly text: string;
  readonly lines: readonly string[];
  /** Name of the file they can be kept in. */
  readonly file: string;
  onClose(): void;
}

/** Secrets that are never shown again: to copy or to keep. Escape does not close it by accident. */
export function ShownOnce({ title, text, lines, file, onClose }: ShownOnceProps) {
  const t = useTexts(KEYS);
  const [copied, setCopied] = useState(false);
  const all = lines.join("\n");
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(all);
      setCopied(true);
    } catch {
      setCopied(false);
    }
  };
  return (
    <Dialog title={title} onClose={() => {}}>
      <p>{text}</p>
      <ul class="secrets">
        {lines.map((line) => (
          <li key={line}>
            <code>{line}</code>
          </li>
        ))}
      </ul>
      <p role="status" class="done">
        {copied && t.copied}
      </p>
      <div class="row row--end">
        <button type="button" class="button" onClick={() => void copy()}>
          {t.copy}
        </button>
        <a class="button" download={file} href={`data:text/plain;charset=utf-8,${encodeURIComponent(all)}`}>
          {t.keep}
        </a>
        <button type="button" class="button button--primary" onClick={onClose}>
          {t.kept}
        </button>
      </div>
    </Dialog>
  );
}
