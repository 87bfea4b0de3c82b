import { rememberBusiness } from "./session/chosen_business";

/** Addresses that mails name, and the page of the private area that each is. */
const MAILED: readonly (readonly [RegExp, (found: RegExpExecArray) => string])[] = [
  [/^\/envelopes\/([^/]+)\/?$/, (found) => `/app/envelopes/${found[1]}`],
  [/^\/ownership\/?$/, () => "/app/transfer"],
];

/** The private area's own address for `path`. */
export function privateAddress(path: string): string {
  for (const [pattern, address] of MAILED) {
    const found = pattern.exec(path);
    if (found !== null) return address(found);
  }
  return path;
}

const BUSINESS = "business";

/** Acts for the business that a mailed address names, and shows the address without it. */
export function takeMailedBusiness(): void {
  const { pathname, search } = window.location;
  const given = new URLSearchParams(search);
  const business = given.get(BUSINESS);
  if (business === null) return;
  rememberBusiness(business);
  given.delete(BUSINESS);
  window.history.replaceState(null, "", given.size === 0 ? pathname : `${pathname}?${given}`);
}

/** Shows a mailed address as the private area's own. */
export function showOwnAddress(): void {
  const own = privateAddress(window.location.pathname);
  if (own !== window.location.pathname) window.history.replaceState(null, "", own);
}
