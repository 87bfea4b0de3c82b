import { describe, expect, it } from "vitest";
import { rosette } from "../src/shared/guilloche";
import { placement, sourceSet } from "../src/sign/document/geometry";
import { fitted, specimenSize } from "../src/sign/document/lettering";
import { hasInk, inkBox, PAD, penFor, pointGroups, strokesFrom, svgPath } from "../src/sign/form/strokes";

describe("places on a page", () => {
  it("are per cent of the page", () => {
    expect(placement({ x: 0.125, y: 0.5, width: 0.25, height: 0.03125 })).toEqual({
      left: "12.5%",
      top: "50%",
      width: "25%",
      height: "3.13%",
    });
  });

  it("end at the page's edge", () => {
    expect(placement({ x: 0.9, y: -0.1, width: 0.5, height: 2 })).toEqual({
      left: "90%",
      top: "0%",
      width: "10%",
      height: "100%",
    });
  });

  it("offer each image width with its address", () => {
    expect(sourceSet((width) => `/p?width=${width}`)).toBe(
      "/p?width=400 400w, /p?width=800 800w, /p?width=1200 1200w, /p?width=1600 1600w",
    );
  });
});

describe("lettering", () => {
  const size = (text: string) => Number.parseFloat(fitted(text, { width: 0.3, height: 0.08 }, 1.4, true));

  it("shrinks with the text until it fits the field's width", () => {
    expect(size("Ana")).toBeGreaterThan(size("María José Núñez de la Fuente"));
    expect(size("x".repeat(60)) * 60 * 0.44).toBeLessThan(30);
  });

  it("never outgrows the field's height", () => {
    expect(size("A")).toBeLessThanOrEqual(0.08 * 1.4 * 100);
    expect(fitted("", { width: 0.3, height: 0.08 }, 1.4, true)).not.toContain("Infinity");
  });

  it("keeps the specimen on one line", () => {
    expect(specimenSize("Ana")).toBe("min(2.5rem, 69.7cqw)");
    expect(specimenSize("")).toContain("cqw");
  });
});

describe("strokes", () => {
  const group = (x: number, y: number) => ({
    ...penFor(300),
    points: [
      { x, y, pressure: 0.7, time: 1_700_000_000_000 },
      { x: x + 50, y: y + 10, pressure: 0.2, time: 1_700_000_000_016 },
    ],
  });

  it("keep the line alone: no speed, no pressure, no time", () => {
    expect(strokesFrom([group(10, 20)], 300)).toEqual([
      [
        { x: 20, y: 40 },
        { x: 120, y: 60 },
      ],
    ]);
  });

  it("draw the same at any size, and come back the same", () => {
    const strokes = strokesFrom([group(10, 20), group(33.333, 7.77)], 300);
    for (const width of [240, 300, 600, 1200]) {
      expect(strokesFrom(pointGroups(strokes, width), width)).toEqual(strokes);
    }
  });

  it("count as ink only when they are more than a slip", () => {
    expect(hasInk([])).toBe(false);
    expect(hasInk([[{ x: 1, y: 1 }], [{ x: 9, y: 9 }]])).toBe(false);
    expect(hasInk(strokesFrom([group(10, 20)], 300))).toBe(true);
  });

  it("are cut to their ink with a margin, within the pad", () => {
    expect(inkBox(strokesFrom([group(10, 20)], 300))).toEqual({ x: 12, y: 32, width: 116, height: 36 });
    expect(
      inkBox([
        [
          { x: 0, y: 0 },
          { x: 600, y: 200 },
        ],
      ]),
    ).toEqual({ x: 0, y: 0, ...PAD });
    expect(inkBox([])).toEqual({ x: 0, y: 0, ...PAD });
  });

  it("become paths that begin and end with their points", () => {
    const path = svgPath([
      [
        { x: 1, y: 2 },
        { x: 3, y: 4 },
        { x: 5, y: 6 },
      ],
      [{ x: 7, y: 8 }],
    ]);
    expect(path).toBe("M1 2Q1 2 2 3Q3 4 4 5L5 6M7 8h.1");
  });
});

describe("the rosette", () => {
  it("is one's own and always the same", () => {
    expect(rosette("env_1")).toBe(rosette("env_1"));
    expect(rosette("env_1")).not.toBe(rosette("env_2"));
  });

  it("stays within its box", () => {
    const numbers = (rosette("env_1").match(/-?\d+(\.\d+)?/g) ?? []).map(Number);
    expect(Math.max(...numbers.map(Math.abs))).toBeLessThanOrEqual(100);
  });
});
