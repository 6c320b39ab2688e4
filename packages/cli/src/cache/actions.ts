import { nearestName } from '@supermin/core';

/** What `supermin cache` can do. */
export const CACHE_ACTIONS = ['ls', 'prune', 'clear'] as const;

export type CacheAction = (typeof CACHE_ACTIONS)[number];

/** What others call it. */
const ELSEWHERE: Readonly<Record<string, CacheAction>> = {
  ...{ list: 'ls', show: 'ls', df: 'ls', info: 'ls' },
  ...{ gc: 'prune', autoclean: 'prune' },
  ...{ clean: 'clear', purge: 'clear', rm: 'clear', delete: 'clear', empty: 'clear' },
};

/** The action that was probably meant by a word that is none. */
export function actionMeant(word: string): CacheAction | undefined {
  if (Object.hasOwn(ELSEWHERE, word)) return ELSEWHERE[word];
  const near = nearestName(word, CACHE_ACTIONS);
  return CACHE_ACTIONS.find((name) => name === near);
}
