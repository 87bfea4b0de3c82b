import { keyed } from "../act_call";
import { client, settle } from "../client";
import type { Body } from "../schemas";

/** Looks a customer up; query and reason are recorded (contract M2, M7). */
export function lookCustomerUp(body: Body<"CustomerQuery">, key: string) {
  return settle(client.POST("/v1/staff/customer-lookups", { params: keyed(key), body }));
}
