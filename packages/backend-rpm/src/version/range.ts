import type { Dependency } from '../format/package-record.ts';
import { Sense } from '../format/tags.ts';
import { compareEvr, parseEvr } from './evr.ts';

/**
 * Whether a provided capability satisfies a requirement of the same name: whether their ranges overlap. A capability
 * without a version satisfies every requirement, and a requirement without one takes every capability.
 */
export function rangesOverlap(provided: Dependency, required: Dependency): boolean {
  const have = provided.flags & Sense.mask;
  const want = required.flags & Sense.mask;
  if (have === 0 || want === 0 || provided.version === '' || required.version === '') return true;
  const order = compareEvr(parseEvr(provided.version), parseEvr(required.version));
  if (order < 0) return (have & Sense.greater) !== 0 || (want & Sense.less) !== 0;
  if (order > 0) return (have & Sense.less) !== 0 || (want & Sense.greater) !== 0;
  return (have & want) !== 0;
}
