import createClient from "openapi-fetch";
import type { paths } from "../generated/api";
import { problemOf, type Result, UNREACHABLE } from "./problem";

/** How long a call may take before it counts as unanswered, in milliseconds. */
const PATIENCE = 45_000;

/** The public API, typed by its OpenAPI document; addresses are those of the page's own origin. */
export const client = createClient<paths>({
  baseUrl: window.location.origin,
  fetch: (request) => fetch(request, { signal: AbortSignal.timeout(PATIENCE) }),
});

interface Answer<Value> {
  readonly data?: Value | undefined;
  readonly error?: unknown;
  readonly response: Response;
}

/** Waits for a call of `client` and tells success from every kind of failure; never throws. */
export async function settle<Value>(call: Promise<Answer<Value>>): Promise<Result<Value>> {
  try {
    const { data, error, response } = await call;
    if (response.ok) return { ok: true, value: data as Value };
    return { ok: false, problem: problemOf(response, error, Date.now()) };
  } catch {
    return { ok: false, problem: UNREACHABLE };
  }
}
