import type { BytePath } from '../path/byte-path.ts';
import { compilePattern } from './fnmatch.ts';

/**
 * A matcher for the patterns of excludefiles: fnmatch(3) with no flag but FNM_NOESCAPE, so `*` and `?` also
 * match `/` and leading dots.
 *
 *     const excluded = excludeMatcher(['/usr/share/doc/*']);
 *     excluded('/usr/share/doc/bash/README')   // true
 */
export function excludeMatcher(patterns: readonly string[]): (path: BytePath) => boolean {
  const compiled = patterns.map(compilePattern);
  return (path) => compiled.some((matches) => matches(path));
}
