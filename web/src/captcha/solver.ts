import { solveChallenge } from "altcha-lib";
import { deriveKey } from "altcha-lib/algorithms/web/pbkdf2";

/** ALTCHA's own solver, in a thread of its own so that the form stays responsive. */
self.onmessage = async ({ data: challenge }) => {
  try {
    self.postMessage(await solveChallenge({ challenge, deriveKey }));
  } catch {
    self.postMessage(null);
  }
};
