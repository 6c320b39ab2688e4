import { Minimatch } from 'minimatch';

/**
 * minimatch cut down to what fnmatch(3) and glob(3) know: no braces, no extglob, no `**`, no comments,
 * no negation.
 */
const PLAIN = {
  nobrace: true,
  noext: true,
  noglobstar: true,
  nocomment: true,
  nonegate: true,
} as const;

// Characters that no byte string holds (U+E000 is beyond latin-1) stand in for the two that mean something
// to minimatch and nothing to us: the slash (fnmatch without FNM_PATHNAME) and the backslash (NOESCAPE).
const SLASH = '\ue000';
const BACKSLASH = '\ue001';

/** A pattern that is matched against one whole string in which `/` is a character like any other. */
export function segmentExpression(pattern: string, options: { dot: boolean }): RegExp {
  const expression = new Minimatch(neutralize(pattern), { ...PLAIN, dot: options.dot }).makeRe();
  // makeRe gives false only for an empty set of patterns; an empty pattern matches the empty string.
  return expression === false ? /^$/ : expression;
}

/** What the subject of a {@link segmentExpression} has to go through. */
export function neutralize(text: string): string {
  return text.includes('/') || text.includes('\\')
    ? text.replaceAll('/', SLASH).replaceAll('\\', BACKSLASH)
    : text;
}
