import { useEffect, useState } from "preact/hooks";
import { Lazy, type LoadPage } from "../routing/Lazy";

/** The pages of those who have not signed in. */
const PAGES: Readonly<Record<string, LoadPage>> = {
  "/sign-in": () => import("./SignInPage"),
  "/credential-report": () => import("./CredentialReportPage"),
  "/invitation": () => import("./InvitationPage"),
  "/recovery": () => import("./RecoveryPage"),
  "/report": () => import("./ReportPage"),
  "/reset": () => import("./ResetPage"),
  "/staff-invitation": () => import("./StaffInvitationPage"),
  "/rights-request": () => import("./RightsRequestPage"),
  "/stop-messages": () => import("./StopMessagesPage"),
  "/sign-up": () => import("./SignUpPage"),
};

/** The page at `path`, with the token of a mailed link. Another link in the same tab is another page. */
export function AccountPages({ path }: { path: string }) {
  const [token, setToken] = useState(tokenInAddress);
  useEffect(() => {
    const look = () => setToken(tokenInAddress());
    window.addEventListener("hashchange", look);
    return () => window.removeEventListener("hashchange", look);
  }, []);
  const load = PAGES[path.replace(/\/+$/, "")] ?? PAGES["/sign-in"];
  return load === undefined ? null : <Lazy key={token} load={load} values={{ token }} />;
}

/** It comes after `#`, which browsers send to no server. */
function tokenInAddress(): string {
  return decodeURIComponent(window.location.hash.slice(1));
}
