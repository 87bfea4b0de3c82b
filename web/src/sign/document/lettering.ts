/** Average width of a letter, in ems: of the script of typed signatures and of the page's own typeface. */
const LETTER = { script: 0.44, plain: 0.54 } as const;
/** Share of the field's height that letters take. */
const HEIGHT = { script: 0.62, plain: 0.6 } as const;
/** Largest plain lettering, in per cent of the page's width: that of a title in print. */
const LARGEST_PLAIN = 2.4;

/**
 * Font size, in per cent of the page's width (`cqw`), at which `text` fits into its field.
 * `ratio` is the page's height over its width.
 */
export function fitted(
  text: string,
  field: { readonly width: number; readonly height: number },
  ratio: number,
  script: boolean,
): string {
  const kind = script ? "script" : "plain";
  const byHeight = field.height * ratio * 100 * HEIGHT[kind];
  const byWidth = (field.width * 100 * 0.94) / (Math.max(1, [...text].length) * LETTER[kind]);
  const size = Math.min(byHeight, byWidth, script ? Number.POSITIVE_INFINITY : LARGEST_PLAIN);
  return `${Math.round(size * 100) / 100}cqw`;
}

/** Font size at which a typed signature stays on one line of the specimen, whatever its width. */
export function specimenSize(text: string): string {
  const widest = 92 / (Math.max(1, [...text].length) * LETTER.script);
  return `min(2.5rem, ${Math.round(widest * 100) / 100}cqw)`;
}
