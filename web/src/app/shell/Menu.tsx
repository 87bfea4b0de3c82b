import { useEffect, useState } from "preact/hooks";
import { APP } from "../../i18n/app";
import { useTexts } from "../../i18n/context";
import { type Signed, useSigned } from "../session/me";
import { entriesFor } from "./entries";

/** The pages of the private area. On a phone they open below a button. */
export function Menu({ path }: { path: string }) {
  const t = useTexts(APP);
  const signed: Signed = useSigned();
  const [open, setOpen] = useState(false);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another page closes the menu
  useEffect(() => setOpen(false), [path]);
  const groups = entriesFor(signed);
  return (
    <nav class="menu" aria-label={t.menu}>
      <button
        type="button"
        class="menu__toggle"
        aria-expanded={open}
        aria-controls="menu-pages"
        onClick={() => setOpen(!open)}
      >
        {t.menu}
      </button>
      <div id="menu-pages" class={open ? "menu__pages menu__pages--open" : "menu__pages"}>
        {groups.map((group) => (
          <ul key={group[0]?.href} class="menu__group">
            {group.map(({ href, name }) => (
              <li key={href}>
                <a class="menu__link" href={href} aria-current={isCurrent(href, path) ? "page" : undefined}>
                  {t.pages[name]}
                </a>
              </li>
            ))}
          </ul>
        ))}
      </div>
    </nav>
  );
}

function isCurrent(href: string, path: string): boolean {
  if (href === "/app") return path === "/app" || path.startsWith("/app/envelopes");
  return path === href || path.startsWith(`${href}/`);
}
