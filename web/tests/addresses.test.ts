import { beforeEach, describe, expect, it, vi } from "vitest";

const kept = new Map<string, string>();
const at = { pathname: "/app/subscription", search: "" };
const replaced = vi.fn();

vi.stubGlobal("sessionStorage", { setItem: (name: string, value: string) => kept.set(name, value) });
vi.stubGlobal("window", {
  location: at,
  history: { replaceState: (...given: unknown[]) => replaced(given[2]) },
});

describe("the address of a mail", () => {
  beforeEach(() => {
    kept.clear();
    replaced.mockClear();
  });

  it("names the business to act for, which the tab then does", async () => {
    const { takeMailedBusiness } = await import("../src/app/addresses");
    at.search = "?checkout=done&business=biz_01";
    takeMailedBusiness();
    expect([...kept.values()]).toEqual(["biz_01"]);
    expect(replaced).toHaveBeenCalledExactlyOnceWith("/app/subscription?checkout=done");
  });

  it("leaves the choice as it is where it names none", async () => {
    const { takeMailedBusiness } = await import("../src/app/addresses");
    at.search = "";
    takeMailedBusiness();
    expect(kept.size).toBe(0);
    expect(replaced).not.toHaveBeenCalled();
  });
});
