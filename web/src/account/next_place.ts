const HOME = "/app";

/** Where to go after signing in: the page of ours that was asked for (`?next=`), or the private area's start. */
export function placeAfterSignIn(search: string): string {
  const next = new URLSearchParams(search).get("next") ?? HOME;
  return /^\/app(\/[\w./-]*)?(\?[\w=&-]*)?$/.test(next) && !next.includes("..") ? next : HOME;
}

/** The sign-in page that leads back to `path`. */
export function signInFor(path: string): string {
  return path === HOME ? "/sign-in" : `/sign-in?next=${encodeURIComponent(path)}`;
}
