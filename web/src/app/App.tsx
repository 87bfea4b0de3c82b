import { usePath } from "../routing/location";
import { Gate } from "./Gate";
import { SignedProvider } from "./session/me";
import { StepUpGuard } from "./session/StepUpGuard";
import { useSignedHandle } from "./session/use_signed";
import { Opening } from "./shell/Opening";
import { Shell } from "./shell/Shell";

/** The private area, for whoever is signed in. */
export function App() {
  const handle = useSignedHandle();
  const path = usePath("/app");
  if (handle.signed === null) return <Opening handle={handle} />;
  return (
    <SignedProvider value={handle.signed}>
      <StepUpGuard>
        <Shell path={path}>
          <Gate path={path} key={handle.signed.business?.id} />
        </Shell>
      </StepUpGuard>
    </SignedProvider>
  );
}
