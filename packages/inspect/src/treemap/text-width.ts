/** What a label is; names of frames are bold. */
export type LabelStyle = 'title' | 'size';

/** Pixels; as in the style of the page. */
const FONT = 11;

/** Widths in em, of the widest font that is common, DejaVu Sans. */
const NARROW = { pattern: /[ijl.,:;'|!()[\]{}/ ]/, width: 0.35 };
const SLIM = { pattern: /[frt1-]/, width: 0.42 };
const WIDE = { pattern: /[mwMW@%…]/, width: 1 };
const CAPITAL = { pattern: /[A-Z&+=<>]/, width: 0.8 };
const CLASSES = [NARROW, SLIM, WIDE, CAPITAL];
const USUAL = 0.64;

const BOLD = 1.15;

/** So few characters of a name tell nothing. */
const FEWEST = 5;

/** Pixels that a label takes, at most: which font it will have, the browser decides. */
export function textWidth(words: string, style?: LabelStyle): number {
  let em = 0;
  for (const character of words) {
    em += CLASSES.find(({ pattern }) => pattern.test(character))?.width ?? USUAL;
  }
  return em * FONT * (style === 'title' ? BOLD : 1);
}

/** What fits, with an ellipsis for the rest; nothing where too little would be left. */
export function shortened(words: string, width: number, style?: LabelStyle): string {
  if (textWidth(words, style) <= width) return words;
  for (let length = words.length - 1; length >= FEWEST; length--) {
    const part = `${words.slice(0, length)}…`;
    if (textWidth(part, style) <= width) return part;
  }
  return '';
}
