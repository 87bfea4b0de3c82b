import { keyed } from "../act_call";
import { client, settle } from "../client";
import type { Body } from "../schemas";

/** The holder's staff: who they are, how they join, change and leave (contract M2). */

export function listStaff() {
  return settle(client.GET("/v1/staff/members"));
}

export function readStaff(userId: string) {
  return settle(client.GET("/v1/staff/members/{user_id}", { params: { path: { user_id: userId } } }));
}

export function leaveStaff(userId: string, body: Body<"LeavingDraft">, key: string) {
  const params = { path: { user_id: userId }, ...keyed(key) };
  return settle(client.POST("/v1/staff/members/{user_id}/leave", { params, body }));
}

export function listStaffInvitations() {
  return settle(client.GET("/v1/staff/invitations"));
}

export function inviteStaff(body: Body<"StaffInvitationDraft">, key: string) {
  return settle(client.POST("/v1/staff/invitations", { params: keyed(key), body }));
}

const invitation = (id: string, key: string) => ({
  path: { staff_invitation_id: id },
  ...keyed(key),
});

export function confirmStaffInvitation(id: string, key: string) {
  return settle(
    client.POST("/v1/staff/invitations/{staff_invitation_id}/confirm", { params: invitation(id, key) }),
  );
}

/** Refuses as the second person, or withdraws as whoever asked. */
export function endStaffInvitation(how: "refuse" | "withdraw", id: string, reason: string, key: string) {
  const params = invitation(id, key);
  const body = { reason };
  return how === "refuse"
    ? settle(client.POST("/v1/staff/invitations/{staff_invitation_id}/refuse", { params, body }))
    : settle(client.POST("/v1/staff/invitations/{staff_invitation_id}/withdraw", { params, body }));
}

export function listRoleChanges() {
  return settle(client.GET("/v1/staff/role-changes"));
}

export function changeRoles(body: Body<"RoleChangeDraft">, key: string) {
  return settle(client.POST("/v1/staff/role-changes", { params: keyed(key), body }));
}

const change = (id: string, key: string) => ({ path: { staff_role_change_id: id }, ...keyed(key) });

export function confirmRoleChange(id: string, key: string) {
  return settle(
    client.POST("/v1/staff/role-changes/{staff_role_change_id}/confirm", { params: change(id, key) }),
  );
}

export function endRoleChange(how: "refuse" | "withdraw", id: string, reason: string, key: string) {
  const params = change(id, key);
  const body = { reason };
  return how === "refuse"
    ? settle(client.POST("/v1/staff/role-changes/{staff_role_change_id}/refuse", { params, body }))
    : settle(client.POST("/v1/staff/role-changes/{staff_role_change_id}/withdraw", { params, body }));
}

export function lookAtStaffInvitation(token: string, key: string) {
  return settle(client.POST("/v1/staff/invitations/look", { params: keyed(key), body: { token } }));
}

export function joinAsNewcomer(body: Body<"StaffRegistration">, key: string) {
  return settle(client.POST("/v1/staff/invitations/register", { params: keyed(key), body }));
}

export function joinWithAccount(body: Body<"StaffAcceptance">, key: string) {
  return settle(client.POST("/v1/staff/invitations/accept", { params: keyed(key), body }));
}
