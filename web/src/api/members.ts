import { keyed } from "./act_call";
import { client, settle } from "./client";
import type { Body } from "./schemas";

/** Owner and guests of a business, and the businesses of a user. */

export function listMembers() {
  return settle(client.GET("/v1/members"));
}

export function withdrawMember(userId: string) {
  return settle(client.DELETE("/v1/members/{user_id}", { params: { path: { user_id: userId } } }));
}

/** A member's device is stolen: their access to the business ends (contract W3). */
export function reportMemberDevice(userId: string, words: string, key: string) {
  const params = { path: { user_id: userId }, ...keyed(key) };
  return settle(client.POST("/v1/members/{user_id}/stolen-device", { params, body: { words } }));
}

export function listInvitations() {
  return settle(client.GET("/v1/invitations"));
}

export function invite(body: Body<"InvitationDraft">, key: string) {
  return settle(client.POST("/v1/invitations", { params: keyed(key), body }));
}

const invitation = (id: string, key: string) => ({
  params: { path: { invitation_id: id }, ...keyed(key) },
});

export function renewInvitation(id: string, key: string) {
  return settle(client.POST("/v1/invitations/{invitation_id}/renew", invitation(id, key)));
}

export function revokeInvitation(id: string, key: string) {
  return settle(client.POST("/v1/invitations/{invitation_id}/revoke", invitation(id, key)));
}

export function lookAtInvitation(token: string, key: string) {
  return settle(client.POST("/v1/invitations/look", { params: keyed(key), body: { token } }));
}

export function acceptInvitation(token: string, key: string) {
  return settle(client.POST("/v1/invitations/accept", { params: keyed(key), body: { token } }));
}

export function declineInvitation(token: string, key: string) {
  return settle(client.POST("/v1/invitations/decline", { params: keyed(key), body: { token } }));
}

export function registerInvited(body: Body<"InvitationRegistration">, key: string) {
  return settle(client.POST("/v1/invitations/register", { params: keyed(key), body }));
}

export function chooseBusiness(business_id: string) {
  return settle(client.PUT("/v1/me/businesses/current", { body: { business_id } }));
}

export function leaveBusiness(businessId: string) {
  return settle(
    client.DELETE("/v1/me/businesses/{business_id}", { params: { path: { business_id: businessId } } }),
  );
}
