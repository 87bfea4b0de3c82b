/** Identifiers as they were typed, one a line or with spaces between; `null` for none, which means all. */
export function envelopeIds(text: string): string[] | null {
  const ids = text.split(/[\s,;]+/).filter((id) => id !== "");
  return ids.length === 0 ? null : ids;
}
