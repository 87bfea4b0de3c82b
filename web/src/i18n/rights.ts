import type { Body } from "../api/schemas";

export const RIGHTS: readonly Body<"Right">[] = [
  "access",
  "rectification",
  "erasure",
  "objection",
  "restriction",
  "portability",
  "no_automated_decision",
];

const es: Record<Body<"Right">, string> = {
  access: "Acceso",
  rectification: "Rectificación",
  erasure: "Supresión",
  objection: "Oposición",
  restriction: "Limitación del tratamiento",
  portability: "Portabilidad",
  no_automated_decision: "Sin decisiones automatizadas",
};

const en: typeof es = {
  access: "Access",
  rectification: "Rectification",
  erasure: "Erasure",
  objection: "Objection",
  restriction: "Restriction of processing",
  portability: "Portability",
  no_automated_decision: "No automated decisions",
};

export const RIGHT_NAMES = { es, en };
