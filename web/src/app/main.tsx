import "../styles/app.css";
import { render } from "preact";
import { WordingProvider } from "../i18n/context";
import { App } from "./App";
import { showOwnAddress, takeMailedBusiness } from "./addresses";
import { prepareCalls } from "./session/calls";

prepareCalls();
showOwnAddress();
takeMailedBusiness();

const root = document.getElementById("app");
if (root) {
  render(
    <WordingProvider sent={null}>
      <App />
    </WordingProvider>,
    root,
  );
}
