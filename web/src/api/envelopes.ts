import { client, settle } from "./client";
import type { EnvelopeState } from "./schemas";

export interface EnvelopesWanted {
  readonly text: string;
  readonly state: EnvelopeState | "";
  /** Those made in test mode, which are apart from the valid ones. */
  readonly test: boolean;
}

export function listEnvelopes({ text, state, test }: EnvelopesWanted, after: string | undefined) {
  const query = {
    test,
    ...(text === "" ? {} : { text }),
    ...(state === "" ? {} : { state: [state] }),
    ...(after === undefined ? {} : { after }),
  };
  return settle(client.GET("/v1/envelopes", { params: { query } }));
}

const at = (id: string) => ({ params: { path: { envelope_id: id } } });

export function readEnvelope(id: string) {
  return settle(client.GET("/v1/envelopes/{envelope_id}", at(id)));
}

export function explainEnvelope(id: string) {
  return settle(client.GET("/v1/envelopes/{envelope_id}/explain", at(id)));
}

export function readEvidence(id: string) {
  return settle(client.GET("/v1/envelopes/{envelope_id}/events", at(id)));
}

/** Addresses of what an envelope results in. */
export function fileAddress(id: string, ...rest: readonly string[]): string {
  return ["/v1/envelopes", encodeURIComponent(id), ...rest].join("/");
}
