import { keyed } from "./act_call";
import { client, settle } from "./client";
import type { Body } from "./schemas";

/** The plan of a business: seen, contracted, paid, left (contract S2–S14). */

export type Plan = Body<"PlanView">;
export type Quote = Body<"QuoteView">;
export type ChangeQuote = Body<"ChangeQuoteView">;
export type Subscription = Body<"SubscriptionView">;
export type Timeline = Body<"TimelineView">;
export type TimelineLine = Body<"TimelineLine">;
export type Withdrawal = Body<"WithdrawalView">;
export type PlanUse = Body<"PlanUseView">;
export type Share = Body<"ShareView">;
export type Receipt = Body<"ReceiptView">;
export type WhatIf = "cancel_today" | "cancel_at_month_end" | "withdraw_today" | "card_fails" | "pay_today";
export type CancelAt = NonNullable<Body<"CancelDraft">["cancel_at"]>;

export function listPlans() {
  return settle(client.GET("/v1/plans"));
}

export function previewPlan(plan_id: string) {
  return settle(client.POST("/v1/subscriptions/preview", { body: { plan_id } }));
}

export function choosePlan(body: Body<"ChoiceDraft">, key: string) {
  return settle(client.POST("/v1/subscriptions", { params: keyed(key), body }));
}

/** First the contract in force, or the choice that awaits its payment. */
export function listSubscriptions() {
  return settle(client.GET("/v1/subscriptions"));
}

export function readOutlook(what_if: WhatIf | null) {
  const query = what_if === null ? {} : { if: what_if };
  return settle(client.GET("/v1/subscription/timeline", { params: { query } }));
}

export function previewChange(plan_id: string) {
  return settle(client.POST("/v1/subscription/plan-changes/preview", { body: { plan_id } }));
}

export function changePlan(body: Body<"ChangeDraft">, key: string) {
  return settle(client.POST("/v1/subscription/plan-changes", { params: keyed(key), body }));
}

/** Keeps the plan: takes a change to come back, or gives up one that awaits its payment. */
export function keepPlan(key: string) {
  return settle(client.POST("/v1/subscription/plan-changes/take-back", { params: keyed(key) }));
}

/** The gateway's page where what is owed is paid. */
export function openPaymentPage(key: string) {
  return settle(client.POST("/v1/subscription/payment-page", { params: keyed(key) }));
}

/** The gateway's page where another card is saved. */
export function openCardPage(key: string) {
  return settle(client.POST("/v1/subscription/card-page", { params: keyed(key) }));
}

/** Has the gateway asked what became of its pages; repeating it does no harm. */
export function returnFromCheckout() {
  return settle(client.POST("/v1/subscription/checkout-return"));
}

export function abandonChoice(key: string) {
  return settle(client.POST("/v1/subscription/abandon", { params: keyed(key) }));
}

export function cancelPlan(body: Body<"CancelDraft">, key: string) {
  return settle(client.POST("/v1/subscription/cancel", { params: keyed(key), body }));
}

export function takeCancellationBack(key: string) {
  return settle(client.POST("/v1/subscription/take-back", { params: keyed(key) }));
}

export function stateWithdrawal(body: Body<"WithdrawalDraft">, key: string) {
  return settle(client.POST("/v1/subscription/withdrawals", { params: keyed(key), body }));
}

export function listWithdrawals() {
  return settle(client.GET("/v1/subscription/withdrawals"));
}

/** What is used of the plan, by all businesses that share it; 404 without one. */
export function readPlanUse() {
  return settle(client.GET("/v1/subscription/use"));
}

/** Businesses that share the plan; for one that shares another's, that. */
export function listShares() {
  return settle(client.GET("/v1/subscription/shares"));
}

export function sharePlan(business_id: string, key: string) {
  return settle(client.POST("/v1/subscription/shares", { params: keyed(key), body: { business_id } }));
}

export function endShare(business_id: string, key: string) {
  const params = { path: { business_id }, ...keyed(key) };
  return settle(client.POST("/v1/subscription/shares/{business_id}/end", { params }));
}

/** Receipts of cancellations and withdrawals, newest first. */
export function listReceipts() {
  return settle(client.GET("/v1/subscription/receipts"));
}

export function readReceipt(receipt_id: string) {
  const options = { params: { path: { receipt_id } }, parseAs: "blob" as const };
  return settle<Blob>(client.GET("/v1/subscription/receipts/{receipt_id}/pdf", options));
}

export function confirmWithdrawal(withdrawal_id: string, key: string) {
  const params = { path: { withdrawal_id }, ...keyed(key) };
  return settle(client.POST("/v1/subscription/withdrawals/{withdrawal_id}/confirm", { params }));
}
