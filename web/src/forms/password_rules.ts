/** Rules of contract M3 by their names in the API's answers, and whether a password meets each. */
export const PASSWORD_RULES = [
  ["too_short", (password) => [...password].length >= 8],
  ["no_upper_case", (password) => /\p{Lu}/u.test(password)],
  ["no_lower_case", (password) => /\p{Ll}/u.test(password)],
  ["no_digit", (password) => /\p{Nd}/u.test(password)],
  ["no_symbol", (password) => /[^\p{L}\p{N}\s]/u.test(password)],
] as const satisfies readonly (readonly [string, (password: string) => boolean])[];

export type PasswordRule = (typeof PASSWORD_RULES)[number][0];
