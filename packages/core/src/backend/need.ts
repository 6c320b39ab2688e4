import type { Package } from '../plugin/contract.ts';

/**
 * What a dependency comes down to on this host: one of some packages; all of several needs; any of several. An `any` has no
 * alternative that nothing installed satisfies. A dependency that is satisfied without a package is an empty `all`.
 */
export type Need<P extends Package> =
  | { kind: 'one'; of: readonly P[] }
  | { kind: 'all'; of: readonly Need<P>[] }
  | { kind: 'any'; of: readonly Need<P>[] };

/** Undefined when there is no such package. */
export function oneOf<P extends Package>(packages: readonly P[]): Need<P> | undefined {
  return packages.length === 0 ? undefined : { kind: 'one', of: packages };
}

/** Undefined when one of the needs is not satisfied. */
export function allOf<P extends Package>(
  needs: readonly (Need<P> | undefined)[],
): Need<P> | undefined {
  const found = needs.filter((need) => need !== undefined);
  return found.length < needs.length ? undefined : { kind: 'all', of: found };
}

/** Undefined when none of the needs is satisfied. */
export function anyOf<P extends Package>(
  needs: readonly (Need<P> | undefined)[],
): Need<P> | undefined {
  const found = needs.filter((need) => need !== undefined);
  return found.length === 0 ? undefined : { kind: 'any', of: found };
}
