import { Lazy } from "../routing/Lazy";
import { pageFor } from "./routes";
import { useSigned } from "./session/me";
import { isBarred } from "./session/staff";
import { firstOfStaff } from "./shell/entries";

const welcome = () => import("./welcome/WelcomePage");
const firstBusiness = () => import("./welcome/NewBusinessPage");
const duties = () => import("./staff/duties/DutiesPage");
/** Pages that are closed to staff before they sign and learn what is asked, and the first page. */
const STAFFS = /^\/app($|\/staff\/(?!duties$))/;
/** What can be done before one belongs to a business. */
const WITHOUT_BUSINESS = /^\/app\/(profile|security|own-activity|transfer|staff|accept|business\/new)/;

/** The page of an address, or what has to be done before (contract A1: phase 2). */
export function Gate({ path }: { path: string }) {
  const { me, business } = useSigned();
  if (me.name === null) return <Lazy load={welcome} values={{}} />;
  const barred = isBarred(me) && (business === null || path !== "/app") && STAFFS.test(path);
  if (barred) return <Lazy load={duties} values={{}} />;
  const shown = business === null && path === "/app" ? (firstOfStaff(me) ?? path) : path;
  if (business === null && !WITHOUT_BUSINESS.test(shown)) return <Lazy load={firstBusiness} values={{}} />;
  const page = pageFor(shown);
  return <Lazy key={shown} load={page.load} values={page.values} />;
}
