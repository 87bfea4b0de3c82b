import { client, settle } from "./client";

/** Every time the holder's staff opened a document of the business. */
export function listOpeningsOfOwnDocuments() {
  return settle(client.GET("/v1/document-openings"));
}
