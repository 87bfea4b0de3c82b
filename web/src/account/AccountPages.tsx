import { Lazy, type LoadPage } from "../routing/Lazy";

/** The pages of those who have not signed in. */
const PAGES: Readonly<Record<string, LoadPage>> = {
  "/sign-in": () => import("./SignInPage"),
  "/credential-report": () => import("./CredentialReportPage"),
  "/invitation": () => import("./InvitationPage"),
  "/sign-up": () => import("./SignUpPage"),
};

/** The token of a mailed link comes after `#`, which browsers send to no server. */
export function AccountPages({ path, token }: { path: string; token: string }) {
  const load = PAGES[path.replace(/\/+$/, "")] ?? PAGES["/sign-in"];
  return load === undefined ? null : <Lazy load={load} values={{ token }} />;
}
