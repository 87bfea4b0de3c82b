/**
 * Writes `src/generated/api.ts`, the types of the public API, from its OpenAPI document.
 *
 * The document is that of the checkout's API (`python -m api.openapi`), or the file that `OPENAPI_FILE` names
 * where no Python is at hand, such as in the image that builds the pages. The result is not kept in git: every
 * build makes it afresh, so it cannot be out of date.
 */
import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import openapiTS, { astToString } from "openapi-typescript";

const root = fileURLToPath(new URL("../..", import.meta.url));
const target = fileURLToPath(new URL("../src/generated/", import.meta.url));

function openapiText() {
  const file = process.env.OPENAPI_FILE;
  if (file) return readFileSync(file, "utf8");
  const own = `${root}.venv/bin/python`;
  const python = process.env.PYTHON ?? (existsSync(own) ? own : "python3");
  return execFileSync(python, ["-m", "api.openapi"], { cwd: root, encoding: "utf8", maxBuffer: 64 << 20 });
}

const types = astToString(await openapiTS(JSON.parse(openapiText())));
mkdirSync(target, { recursive: true });
writeFileSync(`${target}api.ts`, types);
