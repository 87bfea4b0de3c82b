import { describe, expect, it } from "vitest";
import problems from "../../docs/problems.md?raw";
import { bringSentences, problemSentence } from "../src/i18n/problems";
import { EN_PROBLEMS } from "../src/i18n/problems_en";
import { ES_PROBLEMS } from "../src/i18n/problems_es";

interface Dictionary {
  readonly es: unknown;
  readonly en: unknown;
}

const modules = import.meta.glob<Record<string, unknown>>("../src/i18n/*.ts", { eager: true });
const dictionaries: [string, Dictionary][] = Object.values(modules).flatMap((module) =>
  Object.entries(module).filter((entry): entry is [string, Dictionary] => isDictionary(entry[1])),
);

function isDictionary(value: unknown): value is Dictionary {
  return typeof value === "object" && value !== null && "es" in value && "en" in value;
}

/** Every text of a dictionary by its path; texts with gaps are filled with their argument's place. */
function texts(value: unknown, path = ""): [string, string][] {
  if (typeof value === "string") return [[path, value]];
  if (typeof value === "function") return [[path, String(value("«A»", "«B»", "«C»"))]];
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, child]) => texts(child, `${path}/${key}`));
}

describe.each(dictionaries)("the words of %s", (_, { es, en }) => {
  it("have the same texts in both languages, none of them empty", () => {
    expect(texts(en).map(([path]) => path)).toEqual(texts(es).map(([path]) => path));
    expect([...texts(es), ...texts(en)].filter(([, text]) => text.trim() === "")).toEqual([]);
  });

  it("have the same gaps, and are translated", () => {
    const english = new Map(texts(en));
    const gaps = (text: string) => ["«A»", "«B»", "«C»"].filter((gap) => text.includes(gap));
    const differing = texts(es).filter(
      ([path, text]) => gaps(text).join() !== gaps(english.get(path) ?? "").join(),
    );
    expect(differing).toEqual([]);
    const same = texts(es).filter(([path, text]) => english.get(path) === text && /[a-z]{4}.* /i.test(text));
    expect(same).toEqual([]);
  });
});

describe("the problems of the API", () => {
  const kinds = [...problems.matchAll(/^\| `([a-z0-9-]+)` \| (\d{3}) \|/gm)].map(([, name, status]) => ({
    name: String(name),
    status: Number(status),
  }));

  it("are all told in a sentence of their own, in both languages", () => {
    expect(kinds.length).toBeGreaterThan(100);
    const untold = kinds.filter(({ name }) => !(name in ES_PROBLEMS) || !(name in EN_PROBLEMS));
    expect(untold).toEqual([]);
  });

  it("are never told by their name, nor by nothing, before their sentences are there and after", async () => {
    expect(poorlyTold()).toEqual([]);
    await bringSentences();
    expect(poorlyTold()).toEqual([]);
    const refused = { name: "erased", status: 410, retryAfter: null, refused: [] };
    expect(problemSentence(refused, "es")).toBe(ES_PROBLEMS[refused.name]);
  });

  function poorlyTold() {
    return kinds.flatMap((kind) =>
      (["es", "en"] as const)
        .map((language) => problemSentence({ ...kind, retryAfter: null, refused: [] }, language))
        .filter(
          (sentence) =>
            sentence === "" ||
            (kind.name.includes("-") && sentence.includes(kind.name)) ||
            !/\.$/.test(sentence),
        ),
    );
  }
});
