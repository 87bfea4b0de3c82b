/**
 * Fails when a page of the build weighs more, over the wire, than its budget before the page images.
 *
 * Weighed is what the page asks for by itself: the HTML and, following its references, scripts, styles and
 * fonts; text as gzip sends it, fonts as they are. What is imported later, such as a page of the private area,
 * has a budget of its own for all it then brings.
 */
import { readFileSync } from "node:fs";
import { posix } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";

const dist = fileURLToPath(new URL("../dist/", import.meta.url));
const budgets = {
  "sign.html": 60_000,
  "verify.html": 40_000,
  "index.html": 30_000,
  "account.html": 30_000,
  "app.html": 45_000,
};
/** For what any one script brings when it is imported later, besides what its page has already. */
const laterBudget = 30_000;
const reference = /(?:(?:src|href)="|url\(["']?|(?:from|import)\s*["'])([^"')]+)/g;
const later = /\bimport\(\s*["'`]([^"'`)]+)/g;

/** Files of the build that `pattern` finds named in the text of `file`; other addresses are left out. */
function references(file, text, pattern) {
  const found = [...text.matchAll(pattern)].map((match) => match[1]);
  const local = found.filter((path) => /^[./]/.test(path) && /\.(?:js|css|woff2|svg|png)$/.test(path));
  return local.map((path) =>
    posix.join(path.startsWith("/") ? "" : posix.dirname(file), path).replace(/^\//, ""),
  );
}

/** Sizes of `start` and of all it refers to, without what is in `had`; and what is imported later from there. */
function weigh(start, had = new Map()) {
  const sizes = new Map();
  const imported = new Set();
  const queue = [start];
  while (queue.length > 0) {
    const file = queue.pop();
    if (sizes.has(file) || had.has(file)) continue;
    const bytes = readFileSync(dist + file);
    const text = /\.(?:html|js|css|svg)$/.test(file);
    sizes.set(file, text ? gzipSync(bytes, { level: 9 }).length : bytes.length);
    if (!text) continue;
    queue.push(...references(file, bytes.toString(), reference));
    for (const path of references(file, bytes.toString(), later)) imported.add(path);
  }
  return { sizes, imported };
}

const total = (sizes) => [...sizes.values()].reduce((sum, size) => sum + size, 0);

/** Says how heavy something is; whether that is too much. */
function tell(name, sizes, budget) {
  process.stdout.write(`${name}: ${total(sizes)} of ${budget} bytes over the wire in ${sizes.size} files\n`);
  return total(sizes) > budget;
}

let failed = false;
for (const [page, budget] of Object.entries(budgets)) {
  const { sizes, imported } = weigh(page);
  failed = tell(page, sizes, budget) || failed;
  for (const file of imported)
    failed = tell(`  later ${file}`, weigh(file, sizes).sizes, laterBudget) || failed;
}
if (failed) {
  process.stderr.write("A page is heavier than its budget.\n");
  process.exit(1);
}
