/** A fresh `Idempotency-Key`: 128 random bits. Works where `crypto.randomUUID` is missing (plain HTTP). */
export function newActKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
