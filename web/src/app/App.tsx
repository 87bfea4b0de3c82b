import { Lazy } from "../routing/Lazy";
import { usePath } from "../routing/location";
import { PendingNotice } from "./acceptances/PendingNotice";
import { Gate } from "./Gate";
import { SignedProvider } from "./session/me";
import { StepUpGuard } from "./session/StepUpGuard";
import { type SignedHandle, useSignedHandle } from "./session/use_signed";
import { Opening } from "./shell/Opening";
import { Shell } from "./shell/Shell";

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
          <Gate path={path} key={handle.signed.business?.id} />
        </Shell>
      </StepUpGuard>
    </SignedProvider>
  );
}

/** A session that is not good for everything yet says what is missing. */
function HalfOpen({ handle }: { handle: SignedHandle }) {
  return (
    <StepUpGuard>
      <Lazy load={halfOpen} values={{ state: handle.session?.state ?? "" }} />
    </StepUpGuard>
  );
}
