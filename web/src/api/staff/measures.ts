import { keyed } from "../act_call";
import { client, settle } from "../client";
import type { Body } from "../schemas";

/** The evidence of security measures, and the reviews of channels (contract M9, W4). */

export function listMeasures() {
  return settle(client.GET("/v1/staff/measures"));
}

export interface RecordsWanted {
  readonly measure: Body<"Measure"> | "";
  readonly outcome: Body<"Outcome"> | "";
}

export function listMeasureRecords({ measure, outcome }: RecordsWanted, after: string | undefined) {
  const query = {
    ...(measure === "" ? {} : { measure }),
    ...(outcome === "" ? {} : { outcome }),
    ...(after === undefined ? {} : { after }),
  };
  return settle(client.GET("/v1/staff/measures/records", { params: { query } }));
}

export function reviewChannels(body: Body<"ChannelReviewDraft">, key: string) {
  return settle(client.POST("/v1/staff/channel-reviews", { params: keyed(key), body }));
}
