import "../styles/sign.css";
import { render } from "preact";
import { SigningLink } from "../api/signing";
import { App } from "./App";

/** The token is the last segment of `/sign/{token}`. */
function tokenOf(path: string): string {
  const segment = path.replace(/\/+$/, "").split("/").at(-1) ?? "";
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}

const root = document.getElementById("app");
if (root) render(<App link={new SigningLink(tokenOf(window.location.pathname))} />, root);
