import type { SigningLink } from "../api/signing";
import { WordingProvider } from "../i18n/context";
import { Header } from "../shared/Header";
import { LoadingPage } from "./LoadingPage";
import { LinkTrouble } from "./outcome/LinkTrouble";
import { Outcome } from "./outcome/Outcome";
import { ReportLink } from "./report/ReportLink";
import { SigningPage } from "./SigningPage";
import { useSigningView, type ViewHandle } from "./use_signing_view";

/** The page behind a signing link, whatever state the envelope is in. */
export function App({ link }: { link: SigningLink }) {
  const handle = useSigningView(link);
  const view = handle.loaded.kind === "open" ? handle.loaded.view : null;
  return (
    <WordingProvider sent={view?.language ?? null}>
      <Header />
      <Content link={link} handle={handle} />
    </WordingProvider>
  );
}

function Content({ link, handle }: { link: SigningLink; handle: ViewHandle }) {
  const { loaded, persistent } = handle;
  switch (loaded.kind) {
    case "loading":
      return <LoadingPage persistent={persistent} />;
    case "failed":
      return <LinkTrouble link={link} problem={loaded.problem} onRetry={handle.load} />;
    case "open":
      if (loaded.view.status !== "ready") {
        return (
          <>
            <Outcome link={link} view={loaded.view} />
            <ReportLink token={link.token} messages={loaded.view.channels.length > 0} />
          </>
        );
      }
      return <SigningPage link={link} view={loaded.view} look={handle.look} show={handle.show} />;
  }
}
