import "../styles/pages.css";
import { render } from "preact";
import { WordingProvider } from "../i18n/context";
import { Header } from "../shared/Header";
import { HomePage } from "./HomePage";

const root = document.getElementById("app");
if (root) {
  render(
    <WordingProvider sent={null}>
      <Header />
      <HomePage />
    </WordingProvider>,
    root,
  );
}
