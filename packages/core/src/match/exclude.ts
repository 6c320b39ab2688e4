import type { BytePath } from '../path/byte-path.ts';
import { neutralize, segmentExpression } from './segment.ts';

/**
 * A matcher for the patterns of excludefiles: fnmatch(3) with no flag but FNM_NOESCAPE, so `*` and `?` also
 * match `/` and leading dots.
 *
 *     const excluded = excludeMatcher(['/usr/share/doc/*']);
 *     excluded('/usr/share/doc/bash/README')   // true
 *
 * All patterns become one expression: a path is looked at once however many there are.
 */
export function excludeMatcher(patterns: readonly string[]): (path: BytePath) => boolean {
  if (patterns.length === 0) return () => false;
  // Character classes need the `u` flag, which the others must not have: one expression for each set of flags.
  const sources = new Map<string, string[]>();
  for (const pattern of patterns) {
    const { source, flags } = segmentExpression(pattern, { dot: true });
    const list = sources.get(flags);
    if (list) list.push(source);
    else sources.set(flags, [source]);
  }
  const expressions = [...sources].map(([flags, list]) => new RegExp(list.join('|'), flags));
  return (path) => {
    const subject = neutralize(path);
    return expressions.some((expression) => expression.test(subject));
  };
}
