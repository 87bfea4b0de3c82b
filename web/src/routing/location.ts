import { useEffect, useState } from "preact/hooks";

const MOVED = "rubrica:moved";

/** Goes to another of this page's own addresses without loading it anew. */
export function goToPath(path: string): void {
  window.history.pushState(null, "", path);
  window.dispatchEvent(new Event(MOVED));
  window.scrollTo(0, 0);
}

/** The path shown. Links below `prefix` that are followed plainly change it without loading the page. */
export function usePath(prefix: string): string {
  const [path, setPath] = useState(window.location.pathname);
  useEffect(() => {
    const look = () => setPath(window.location.pathname);
    const follow = (event: MouseEvent) => {
      const target = ownTarget(event, prefix);
      if (target === null) return;
      event.preventDefault();
      goToPath(target);
    };
    window.addEventListener("popstate", look);
    window.addEventListener(MOVED, look);
    document.addEventListener("click", follow);
    return () => {
      window.removeEventListener("popstate", look);
      window.removeEventListener(MOVED, look);
      document.removeEventListener("click", follow);
    };
  }, [prefix]);
  return path;
}

/** Where a click leads, when it is a plain one on a link of ours. */
function ownTarget(event: MouseEvent, prefix: string): string | null {
  if (event.defaultPrevented || event.button !== 0) return null;
  if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return null;
  const link = event.target instanceof Element ? event.target.closest("a") : null;
  if (link === null || link.target !== "" || link.hasAttribute("download")) return null;
  const own = link.origin === window.location.origin && `${link.pathname}/`.startsWith(`${prefix}/`);
  return own ? `${link.pathname}${link.search}` : null;
}
