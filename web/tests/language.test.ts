import { describe, expect, it } from "vitest";
import { en } from "../src/i18n/en";
import { es } from "../src/i18n/es";
import { dateTime, lastMoment, pickLanguage } from "../src/i18n/language";

/** Every text of a dictionary by its path; texts with gaps are filled with their argument's place. */
function texts(value: unknown, path = ""): [string, string][] {
  if (typeof value === "string") return [[path, value]];
  if (typeof value === "function") return [[path, String(value("«A»", "«B»"))]];
  return Object.entries(value as object).flatMap(([key, child]) => texts(child, `${path}/${key}`));
}

describe("the dictionaries", () => {
  it("have the same texts, none of them empty", () => {
    expect(texts(en).map(([path]) => path)).toEqual(texts(es).map(([path]) => path));
    expect([...texts(es), ...texts(en)].filter(([, text]) => text.trim() === "")).toEqual([]);
  });

  it("say the same things: each gap of one is a gap of the other", () => {
    const gaps = (text: string) => ["«A»", "«B»"].filter((gap) => text.includes(gap));
    const english = new Map(texts(en));
    const differing = texts(es).filter(([path, text]) => {
      return gaps(text).join() !== gaps(english.get(path) ?? "").join();
    });
    expect(differing).toEqual([]);
  });

  it("are not left untranslated", () => {
    const english = new Map(texts(en));
    const same = texts(es).filter(([path, text]) => english.get(path) === text && /[a-z]{4}/i.test(text));
    expect(same).toEqual([]);
  });
});

describe("the language", () => {
  it("is the reader's choice, else the sender's, else the browser's, else Spanish", () => {
    expect(pickLanguage("en", "es", ["es"])).toBe("en");
    expect(pickLanguage(null, "en", ["es"])).toBe("en");
    expect(pickLanguage("xx", null, ["fr-FR", "en-GB"])).toBe("en");
    expect(pickLanguage(null, null, ["fr"])).toBe("es");
  });
});

describe("dates", () => {
  it("name day, time and zone", () => {
    expect(dateTime("2026-11-22T09:15:00Z", "es", "Europe/Madrid")).toBe(
      "22 de noviembre de 2026 a las 10:15 CET",
    );
    expect(dateTime("2026-07-01T09:15:00Z", "en", "Europe/Madrid")).toMatch(
      /^1 July 2026 at 11:15 (CEST|GMT\+2)$/,
    );
  });

  it("tell an exclusive midnight as the last minute of the day before (C2)", () => {
    expect(lastMoment("2026-12-22T23:00:00Z", "es", "Europe/Madrid")).toBe(
      "22 de diciembre de 2026 a las 23:59 CET",
    );
  });
});
