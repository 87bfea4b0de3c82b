import { keyed } from "./act_call";
import { client, settle } from "./client";
import type { Body } from "./schemas";

export type Export = Body<"ExportView">;

/** Everything of the business as one archive (contract S16). While one is being made, that one is answered. */
export function askForExport(key: string) {
  return settle(client.POST("/v1/exports", { params: keyed(key) }));
}

/** Newest first. */
export function listExports() {
  return settle(client.GET("/v1/exports"));
}

/** Where the archive is fetched; the browser takes up an interrupted download by itself. */
export function archiveAddress(exportId: string): string {
  return `/v1/exports/${encodeURIComponent(exportId)}/content`;
}
