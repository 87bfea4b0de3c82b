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

/** Shows a mailed address as the private area's own. */
export function showOwnAddress(): void {
  const own = privateAddress(window.location.pathname);
  if (own !== window.location.pathname) window.history.replaceState(null, "", own);
}
