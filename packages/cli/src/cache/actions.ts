/** What `supermin cache` can do. */
export const CACHE_ACTIONS = ['ls', 'prune', 'clear'] as const;

export type CacheAction = (typeof CACHE_ACTIONS)[number];
