import "../styles/account.css";
import { render } from "preact";
import { WordingProvider } from "../i18n/context";
import { Header } from "../shared/Header";
import { AccountPages } from "./AccountPages";

const root = document.getElementById("app");
if (root) {
  render(
    <WordingProvider sent={null}>
      <Header />
      <AccountPages path={window.location.pathname} />
    </WordingProvider>,
    root,
  );
}
