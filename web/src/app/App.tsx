import { Lazy } from "../routing/Lazy";
import { usePath } from "../routing/location";
import { PendingNotice } from "./acceptances/PendingNotice";
import { Gate } from "./Gate";
import { SignedProvider, useSigned } from "./session/me";
import { StepUpGuard } from "./session/StepUpGuard";
import { type SignedHandle, useSignedHandle } from "./session/use_signed";
import { Opening } from "./shell/Opening";
import { Shell } from "./shell/Shell";

const dutiesNotice = () => import("./staff/duties/DutiesNotice");
const serviceNotice = () => import("./service/ServiceNotice");
const halfOpen = () => import("./session/HalfOpenPage");

/** The private area, for whoever is signed in. */
export function App() {
  const handle = useSignedHandle();
  const path = usePath("/app");
  if (handle.session === null) return <Opening handle={handle} />;
  if (handle.signed === null) return <HalfOpen handle={handle} />;
  return (
    <SignedProvider value={handle.signed}>
      <StepUpGuard>
        <Shell path={path}>
          <PendingNotice path={path} />
          <Duties path={path} />
          <Service path={path} />
          <Gate path={path} key={handle.signed.business?.id} />
        </Shell>
      </StepUpGuard>
    </SignedProvider>
  );
}

/** What a member of staff has to sign and learn, on every page but the one to do it. */
function Duties({ path }: { path: string }) {
  const { me } = useSigned();
  if (!me.staff?.missing.length || me.staff.barred || path === "/app/staff/duties") return null;
  return <Lazy load={dutiesNotice} values={{}} />;
}

/** What is missing of the service, on every page but the one that says all of it. */
function Service({ path }: { path: string }) {
  const { business } = useSigned();
  if (business === null || path === "/app/subscription") return null;
  return <Lazy key={business.id} load={serviceNotice} values={{ path }} />;
}

/** A session that is not good for everything yet says what is missing. */
function HalfOpen({ handle }: { handle: SignedHandle }) {
  return (
    <StepUpGuard>
      <Lazy load={halfOpen} values={{ state: handle.session?.state ?? "" }} />
    </StepUpGuard>
  );
}
