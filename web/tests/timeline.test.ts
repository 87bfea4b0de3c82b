import { describe, expect, it } from "vitest";
import type { TimelineLine } from "../src/api/subscription";
import { drawnLines, stretches } from "../src/app/subscription/lines";

const NOW = Date.parse("2027-02-10T12:00:00Z");

function line(at: string, what: string, period: string | null = null): TimelineLine {
  return { at, what, period, rule: "S5", clause: "6.5", amount: period === null ? null : "35.09" };
}

const shown = (lines: TimelineLine[]) =>
  drawnLines(lines, NOW).map(({ line: { what }, past, unpaid }) => [what, past, unpaid]);

describe("the drawn line of a contract", () => {
  it("shows what was paid as paid, and what is to come as a charge", () => {
    const lines = [
      line("2027-01-31T23:00:00Z", "charge:renewal", "2027-02"),
      line("2027-02-01T08:00:00Z", "payment:renewal", "2027-02"),
      line("2027-02-28T23:00:00Z", "charge:renewal", "2027-03"),
      line("2027-02-28T23:00:00Z", "payment:renewal", "2027-03"),
    ];
    expect(shown(lines)).toEqual([
      ["payment:renewal", true, false],
      ["charge:renewal", false, false],
    ]);
  });

  it("says of a charge that nobody pays that it is unpaid", () => {
    expect(shown([line("2027-01-31T23:00:00Z", "charge:renewal", "2027-02")])).toEqual([
      ["charge:renewal", true, true],
    ]);
  });

  it("puts the last day of something before what follows at the same instant", () => {
    const lines = [
      line("2027-03-31T22:00:00Z", "state:download_only:cancelled"),
      line("2027-03-31T22:00:00Z", "deadline:cancellation_effective"),
    ];
    expect(shown(lines).map(([what]) => what)).toEqual([
      "deadline:cancellation_effective",
      "state:download_only:cancelled",
    ]);
  });

  it("is coloured by its standings", () => {
    const lines = [
      line("2027-01-01T00:00:00Z", "state:active"),
      line("2027-02-05T23:00:00Z", "state:download_only:unpaid"),
      line("2027-02-06T00:00:00Z", "deadline:grace_ends"),
    ];
    expect(stretches(lines).map(({ state }) => state)).toEqual(["active", "download_only"]);
  });
});
