/**
 * Fails when a page of the build weighs more, over the wire, than its budget before the page images.
 *
 * Weighed is what the page asks for on its first view: the HTML and, following its references, scripts,
 * styles and fonts; text as gzip sends it, fonts as they are.
 */
import { readFileSync } from "node:fs";
import { posix } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";

const dist = fileURLToPath(new URL("../dist/", import.meta.url));
const budgets = { "sign.html": 60_000, "verify.html": 40_000, "index.html": 30_000 };
const reference = /(?:(?:src|href)="|url\(["']?|(?:from|import)\s*\(?["'])([^"')]+)/g;

/** Files of the build that `file` names, by their path in it; other addresses are left out. */
function references(file, text) {
  const found = [...text.matchAll(reference)].map((match) => match[1]);
  const local = found.filter((path) => /^[./]/.test(path) && /\.(?:js|css|woff2|svg|png)$/.test(path));
  return local.map((path) =>
    posix.join(path.startsWith("/") ? "" : posix.dirname(file), path).replace(/^\//, ""),
  );
}

function weigh(start) {
  const seen = new Map();
  const queue = [start];
  while (queue.length > 0) {
    const file = queue.pop();
    if (seen.has(file)) continue;
    const bytes = readFileSync(dist + file);
    const text = /\.(?:html|js|css|svg)$/.test(file);
    seen.set(file, text ? gzipSync(bytes, { level: 9 }).length : bytes.length);
    if (text) queue.push(...references(file, bytes.toString()));
  }
  return seen;
}

let failed = false;
for (const [page, budget] of Object.entries(budgets)) {
  const parts = weigh(page);
  const total = [...parts.values()].reduce((sum, size) => sum + size, 0);
  process.stdout.write(`${page}: ${total} of ${budget} bytes over the wire in ${parts.size} files\n`);
  failed ||= total > budget;
}
if (failed) {
  process.stderr.write("A page is heavier than its budget.\n");
  process.exit(1);
}
