import { client, settle } from "../api/client";
import type { Result } from "../api/problem";
import type { Body } from "../api/schemas";
import Solver from "./solver?worker";

type Challenge = Body<"CaptchaChallenge">;
interface Solution {
  readonly counter: number;
  readonly derivedKey: string;
}

/** Asks for a challenge and does its work beside the page. The value goes into the header `Rubrica-Captcha`. */
export async function solvedChallenge(): Promise<Result<string>> {
  const asked = await settle<Challenge>(client.GET("/v1/captcha"));
  if (!asked.ok) return asked;
  const solution = await work(asked.value);
  if (solution === null) return UNSOLVED;
  return { ok: true, value: payload(asked.value, solution) };
}

const UNSOLVED: Result<string> = {
  ok: false,
  problem: { status: 403, name: "captcha-refused", retryAfter: null, refused: [] },
};

/** What ALTCHA calls the payload: base64 of challenge and solution, both ASCII. */
export function payload(challenge: Challenge, { counter, derivedKey }: Solution): string {
  return btoa(JSON.stringify({ challenge, solution: { counter, derivedKey } }));
}

function work(challenge: Challenge): Promise<Solution | null> {
  return new Promise((resolve) => {
    const solver = new Solver();
    const end = (solution: Solution | null) => {
      solver.terminate();
      resolve(solution);
    };
    solver.onmessage = ({ data }: MessageEvent<Solution | null>) => end(data);
    solver.onerror = () => end(null);
    solver.postMessage(challenge);
  });
}
