import { describe, expect, it } from "vitest";
import { newActKey } from "../src/api/act_key";
import { type Patience, pauseAfter, persist } from "../src/api/persistence";
import {
  isRefusal,
  isTemporary,
  type Problem,
  problemOf,
  secondsToWait,
  UNREACHABLE,
} from "../src/api/problem";
import { nextLook } from "../src/sign/polling";

const NOW = Date.parse("2026-11-22T10:00:00Z");
const problem = (status: number, name = "", retryAfter: number | null = null): Problem => ({
  status,
  name,
  retryAfter,
  refused: [],
});

describe("problems", () => {
  it("are known by the end of their type and by what they say about waiting", () => {
    const response = new Response("{}", { status: 503, headers: { "Retry-After": "7" } });
    const body = { type: "https://rubrica.example/problems/service-unavailable" };
    expect(problemOf(response, body, NOW)).toEqual(problem(503, "service-unavailable", 7));
  });

  it("name the values they refuse", () => {
    const errors = [{ pointer: "/address/street", code: "string_too_short", detail: "…" }, "nonsense"];
    const body = { type: "https://rubrica.example/problems/validation", errors };
    expect(problemOf(new Response(null, { status: 422 }), body, NOW).refused).toEqual([
      { place: "address/street", code: "string_too_short" },
      { place: "", code: "" },
    ]);
  });

  it("without a readable body still have their status", () => {
    expect(problemOf(new Response(null, { status: 502 }), "<html>", NOW)).toEqual(problem(502));
    expect(problemOf(new Response(null, { status: 500 }), { type: "about:blank" }, NOW)).toEqual(
      problem(500),
    );
  });

  it.each([
    ["30", 30],
    ["Sun, 22 Nov 2026 10:00:09 GMT", 9],
    ["Sun, 22 Nov 2026 09:00:00 GMT", 0],
    ["soon", null],
    [null, null],
  ])("reads Retry-After %s as %s s", (header, seconds) => {
    expect(secondsToWait(header, NOW)).toBe(seconds);
  });

  it("tells what repeating may mend from what a fresh look may explain", () => {
    const temporary = [UNREACHABLE, problem(503), problem(429), problem(409, "request-in-progress")];
    expect(temporary.map(isTemporary)).toEqual([true, true, true, true]);
    expect(temporary.map(isRefusal)).toEqual([false, false, false, false]);
    const refused = [
      problem(409, "not-your-turn"),
      problem(410, "link-expired"),
      problem(409, "already-signed"),
    ];
    expect(refused.map(isTemporary)).toEqual([false, false, false]);
    expect(refused.map(isRefusal)).toEqual([true, true, true]);
    expect(isTemporary(problem(422, "validation")) || isRefusal(problem(422, "validation"))).toBe(false);
  });
});

describe("patience", () => {
  const recording = (limit = 10) => {
    const pauses: number[] = [];
    const patience: Patience = {
      onAttempt: () => {},
      onPause: (seconds) => void pauses.push(seconds),
      pause: async () => {},
      stopped: () => pauses.length >= limit,
      passes: isTemporary,
    };
    return { pauses, patience };
  };

  it("repeats until it succeeds, waiting as long as it is told", async () => {
    const answers = [problem(503, "", 9), UNREACHABLE, null];
    const { pauses, patience } = recording();
    const result = await persist(async () => {
      const failure = answers.shift() ?? null;
      return failure === null ? { ok: true, value: "signed" } : { ok: false, problem: failure };
    }, patience);
    expect(result).toEqual({ ok: true, value: "signed" });
    expect(pauses).toEqual([9, 4]);
  });

  it("does not repeat what cannot be mended", async () => {
    const { pauses, patience } = recording();
    const result = await persist(async () => ({ ok: false, problem: problem(422, "validation") }), patience);
    expect(result).toEqual({ ok: false, problem: problem(422, "validation") });
    expect(pauses).toEqual([]);
  });

  it("ends when it is called off", async () => {
    const { pauses, patience } = recording(3);
    expect(await persist(async () => ({ ok: false, problem: UNREACHABLE }), patience)).toBeNull();
    expect(pauses).toEqual([2, 4, 8]);
  });

  it("grows to half a minute, and never waits for hours", () => {
    expect([1, 2, 3, 4, 5, 6, 99].map((attempt) => pauseAfter(UNREACHABLE, attempt))).toEqual([
      2, 4, 8, 15, 30, 30, 30,
    ]);
    expect(pauseAfter(problem(503, "", 86_400), 1)).toBe(120);
    expect(pauseAfter(problem(503, "", 0), 1)).toBe(1);
  });
});

describe("looking again", () => {
  it("is frequent right after signing and then once a minute", () => {
    expect([0, 1, 7, 50].map((looks) => nextLook("signed", looks))).toEqual([2, 3, 60, 60]);
    expect(nextLook("not_your_turn", 0)).toBe(60);
    expect(nextLook("interrupted", 3)).toBe(60);
  });

  it.each(["ready", "completed", "declined", "declined_by_other", "expired", "voided"] as const)(
    "stops where nothing changes by itself: %s",
    (status) => expect(nextLook(status, 0)).toBeNull(),
  );
});

describe("act keys", () => {
  it("are what the API takes, and never the same", () => {
    const keys = Array.from({ length: 50 }, newActKey);
    expect(new Set(keys).size).toBe(50);
    expect(keys.every((key) => /^[0-9a-f]{32}$/.test(key))).toBe(true);
  });
});
