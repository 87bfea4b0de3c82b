export type PathValues = Readonly<Record<string, string>>;

/** Values of the `:names` of `pattern` in `path`, or `null` where it does not fit. A slash at the end is no matter. */
export function match(pattern: string, path: string): PathValues | null {
  const wanted = segments(pattern);
  const given = segments(path);
  if (wanted.length !== given.length) return null;
  const values: Record<string, string> = {};
  for (const [index, segment] of wanted.entries()) {
    const value = given[index] ?? "";
    if (segment.startsWith(":")) values[segment.slice(1)] = decoded(value);
    else if (segment !== value) return null;
  }
  return values;
}

function segments(path: string): string[] {
  return path.split("/").filter((segment) => segment !== "");
}

function decoded(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}
