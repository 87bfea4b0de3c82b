import { keyed } from "./act_call";
import { client, settle } from "./client";
import type { Body } from "./schemas";

/** The quarterly review of who has access (contract M2): of a business by its owner, of the staff by security. */
export type ReviewOf = "business" | "staff";

export function listReviews(of: ReviewOf) {
  return of === "staff"
    ? settle(client.GET("/v1/staff/access-reviews"))
    : settle(client.GET("/v1/access-reviews"));
}

export function readReview(of: ReviewOf, id: string) {
  const params = { path: { access_review_id: id } };
  return of === "staff"
    ? settle(client.GET("/v1/staff/access-reviews/{access_review_id}", { params }))
    : settle(client.GET("/v1/access-reviews/{access_review_id}", { params }));
}

export interface DecisionAsked {
  readonly review: string;
  readonly item: string;
  readonly decision: Body<"DecisionRequest">["decision"];
}

export function decideAccess(of: ReviewOf, { review, item, decision }: DecisionAsked, key: string) {
  const params = { path: { access_review_id: review, access_review_item_id: item }, ...keyed(key) };
  const body = { decision };
  return of === "staff"
    ? settle(
        client.POST("/v1/staff/access-reviews/{access_review_id}/items/{access_review_item_id}/decision", {
          params,
          body,
        }),
      )
    : settle(
        client.POST("/v1/access-reviews/{access_review_id}/items/{access_review_item_id}/decision", {
          params,
          body,
        }),
      );
}

export function signOffReview(of: ReviewOf, id: string, key: string) {
  const params = { path: { access_review_id: id }, ...keyed(key) };
  return of === "staff"
    ? settle(client.POST("/v1/staff/access-reviews/{access_review_id}/sign-off", { params }))
    : settle(client.POST("/v1/access-reviews/{access_review_id}/sign-off", { params }));
}
