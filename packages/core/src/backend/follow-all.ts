import type { Package } from '../plugin/contract.ts';
import { byId } from './by-id.ts';

/**
 * The roots and all that `next` leads to from them, in byte order of their ids: a closure without choices, such as those that
 * supermin 5 computes.
 *
 * @param next what a package brings in; undefined is nothing
 */
export function followAll<P extends Package>(
  roots: readonly P[],
  next: (found: P) => Iterable<P | undefined>,
): P[] {
  const closure = new Set(roots);
  // A Set's iteration also comes to what is added meanwhile.
  for (const found of closure) {
    for (const each of next(found)) if (each !== undefined) closure.add(each);
  }
  return [...closure].sort(byId);
}
