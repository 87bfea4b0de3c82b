import { Lazy } from "../routing/Lazy";
import { pageFor } from "./routes";
import { useSigned } from "./session/me";

const welcome = () => import("./welcome/WelcomePage");
const firstBusiness = () => import("./welcome/NewBusinessPage");
/** What can be done before one belongs to a business. */
const WITHOUT_BUSINESS = /^\/app\/(profile|security|own-activity|transfer|staff|business\/new)/;

/** The page of an address, or what has to be done before (contract A1: phase 2). */
export function Gate({ path }: { path: string }) {
  const { me, business } = useSigned();
  if (me.name === null) return <Lazy load={welcome} values={{}} />;
  if (business === null && !WITHOUT_BUSINESS.test(path)) return <Lazy load={firstBusiness} values={{}} />;
  const page = pageFor(path);
  return <Lazy key={path} load={page.load} values={page.values} />;
}
