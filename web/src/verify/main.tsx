import "../styles/pages.css";
import { render } from "preact";
import { WordingProvider } from "../i18n/context";
import { Header } from "../shared/Header";
import { VerifyPage } from "./VerifyPage";

/** The token comes after `#`, which browsers send to no server and scanners of mail do not follow. */
const token = decodeURIComponent(window.location.hash.slice(1));

const root = document.getElementById("app");
if (root) {
  render(
    <WordingProvider sent={null}>
      <Header />
      <VerifyPage token={token} />
    </WordingProvider>,
    root,
  );
}
