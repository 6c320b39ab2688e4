import {
  type BytePath,
  cacheDirectory,
  cacheEntries,
  cacheLimit,
  clearCache,
  humanSize,
  type PrunedCache,
  parseCacheLimit,
  pruneCache,
  SuperminError,
} from '@supermin/core';
import type { Invocation } from '../arguments/invocation.ts';
import { UsageError } from '../arguments/usage-error.ts';
import { actionMeant, CACHE_ACTIONS, type CacheAction } from '../cache/actions.ts';
import { cacheList, cacheListText } from '../cache/cache-list.ts';
import type { CommandContext } from '../context/command-context.ts';

type Action = (context: CommandContext, cache: BytePath) => string;

const ACTIONS: Readonly<Record<CacheAction, Action>> = {
  ls: list,
  prune,
  clear: (_, cache) => removedText(clearCache(cache)),
};

/** `ls`, `prune` or `clear` of this user's cache. */
export async function cacheCommand(context: CommandContext): Promise<number> {
  const { invocation, report } = context;
  const action = CACHE_ACTIONS.find((name) => name === invocation.names[0]);
  if (action === undefined) {
    const text = `cache: specify one of ${CACHE_ACTIONS.join(', ')}`;
    const meant = invocation.names[0] && actionMeant(invocation.names[0]);
    const hint = meant && `did you mean '${meant}'?`;
    throw new UsageError(text, { command: 'cache', hint });
  }
  refuseOthers(invocation);
  const cache = cacheDirectory(process.env, report);
  if (cache === undefined) {
    throw new SuperminError('CACHE_MISSING', 'there is no cache directory that can be used', {
      hint: '-v tells why; set XDG_CACHE_HOME to a directory of your own',
    });
  }
  process.stdout.write(ACTIONS[action](context, cache));
  return 0;
}

/** The action that an option belongs to. */
const OPTIONS: readonly (readonly [option: string, action: CacheAction])[] = [
  ['limit', 'prune'],
  ['json', 'ls'],
];

/** @throws UsageError for an option that would be ignored */
function refuseOthers({ options, names }: Invocation): void {
  for (const [option, action] of OPTIONS) {
    if (!options.has(option) || names[0] === action) continue;
    const text = `option '--${option}' has no effect with 'cache ${names[0]}'`;
    throw new UsageError(text, { command: 'cache', hint: `it belongs to 'cache ${action}'` });
  }
}

function list({ invocation }: CommandContext, cache: BytePath): string {
  const entries = cacheEntries(cache);
  if (!invocation.options.has('json'))
    return cacheListText(entries, cacheLimit(cache, process.env));
  return `${JSON.stringify(cacheList(cache, entries), null, 2)}\n`;
}

function prune({ invocation }: CommandContext, cache: BytePath): string {
  const wanted = invocation.options.get('limit');
  const limit =
    wanted === undefined ? cacheLimit(cache, process.env) : parseCacheLimit(wanted, '--limit');
  return removedText(pruneCache(cache, limit));
}

function removedText({ removed, bytes, failed }: PrunedCache): string {
  if (failed !== undefined) throw failed;
  const freed = removed.reduce((sum, entry) => sum + entry.bytes, 0);
  const entries = removed.length === 1 ? '1 entry' : `${removed.length} entries`;
  return `removed ${entries}, ${humanSize(freed)}; ${humanSize(bytes)} left\n`;
}
