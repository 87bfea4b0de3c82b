/** The header parameters of a POST that may be repeated without doing its work twice. */
export function keyed(key: string): { header: { "Idempotency-Key": string } } {
  return { header: { "Idempotency-Key": key } };
}

/** The same for a public form, with the solution of its captcha. */
export function guarded(key: string, captcha: string) {
  return { header: { "Idempotency-Key": key, "Rubrica-Captcha": captcha } };
}
