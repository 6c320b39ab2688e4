import type { FoundPlugin } from './discover.ts';

/** Names and databases of our own plugins are not for others to take. */
const OWN = '@supermin/';

type OfPlugin = { plugin: FoundPlugin };

/**
 * Candidates in the order in which they are asked: plugins that the user has specified; our own, so that a plugin that is only
 * installed does not change what libguestfs gets; all others.
 */
export function byPrecedence<T extends OfPlugin>(
  candidates: readonly T[],
): readonly (readonly T[])[] {
  return [isSpecified, isOwn, isOther].map((test) => candidates.filter(test));
}

function isSpecified({ plugin }: OfPlugin): boolean {
  return plugin.specified === true;
}

function isOwn(found: OfPlugin): boolean {
  return !isSpecified(found) && found.plugin.name.startsWith(OWN);
}

function isOther(found: OfPlugin): boolean {
  return !isSpecified(found) && !isOwn(found);
}
