/** What went wrong with a call, as the pages treat it (RFC 9457 problem details, or no answer at all). */

export interface Problem {
  /** HTTP status; 0 when no answer came: no network, or a time limit. */
  readonly status: number;
  /** Last segment of the problem's `type` URI, such as `link-expired`; empty when it has none. */
  readonly name: string;
  /** Seconds the service asks to wait, when it does. */
  readonly retryAfter: number | null;
  /** The values that were refused; empty when the problem is another. */
  readonly refused: readonly RefusedValue[];
}

/** A value of the request's body that was refused. */
export interface RefusedValue {
  /** Its path in the body without the leading slash, such as `address/street`. */
  readonly place: string;
  /** Which rule it breaks. */
  readonly code: string;
}

export type Result<Value> =
  | { readonly ok: true; readonly value: Value }
  | { readonly ok: false; readonly problem: Problem };

export const UNREACHABLE: Problem = { status: 0, name: "unreachable", retryAfter: null, refused: [] };

/** The problem in an answer whose body has been read as `body`; `now` in milliseconds reads HTTP dates. */
export function problemOf(response: Response, body: unknown, now: number): Problem {
  return {
    status: response.status,
    name: lastSegment(memberOf(body, "type")),
    retryAfter: secondsToWait(response.headers.get("Retry-After"), now),
    refused: refusedValues(memberOf(body, "errors")),
  };
}

function memberOf(body: unknown, name: string): unknown {
  return typeof body === "object" && body !== null ? (body as Record<string, unknown>)[name] : null;
}

function refusedValues(errors: unknown): RefusedValue[] {
  if (!Array.isArray(errors)) return [];
  return errors.map((error) => ({
    place: String(memberOf(error, "pointer") ?? memberOf(error, "parameter") ?? "").replace(/^\//, ""),
    code: String(memberOf(error, "code") ?? ""),
  }));
}

function lastSegment(type: unknown): string {
  if (typeof type !== "string" || type === "about:blank") return "";
  return type.replace(/\/+$/, "").split("/").at(-1) ?? "";
}

/** Seconds of a `Retry-After` header, which is a number or an HTTP date (RFC 9110, 10.2.3). */
export function secondsToWait(header: string | null, now: number): number | null {
  if (header === null) return null;
  if (/^\d+$/.test(header.trim())) return Number(header);
  const at = Date.parse(header);
  return Number.isNaN(at) ? null : Math.max(0, Math.ceil((at - now) / 1000));
}

/**
 * Whether the same request may succeed when repeated: no network, a service that is away or busy, or an
 * earlier copy of the request that is still being answered.
 */
export function isTemporary(problem: Problem): boolean {
  return [0, 429, 502, 503, 504].includes(problem.status) || isInProgress(problem);
}

function isInProgress(problem: Problem): boolean {
  return problem.status === 409 && problem.name.includes("in-progress");
}

/** The state the envelope or link is in refuses the act: only a fresh look at it helps. */
export function isRefusal(problem: Problem): boolean {
  return [403, 404, 409, 410].includes(problem.status) && !isInProgress(problem);
}
