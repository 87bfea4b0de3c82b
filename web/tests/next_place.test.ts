import { describe, expect, it } from "vitest";
import { placeAfterSignIn, signInFor } from "../src/account/next_place";

const back = (path: string) => placeAfterSignIn(signInFor(path).replace(/^\/sign-in/, ""));

describe("the place after signing in", () => {
  it.each(["/app", "/app/subscription", "/app/subscription?checkout=done", "/app/plans/pln_01"])(
    "is the page that was asked for: %s",
    (path) => expect(back(path)).toBe(path),
  );

  it.each(["https://evil.example", "//evil.example", "/app/../sign-up", "/application", "/app?next=//evil"])(
    "is never elsewhere: %s",
    (path) => expect(back(path)).toBe("/app"),
  );
});
