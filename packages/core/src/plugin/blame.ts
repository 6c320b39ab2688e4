import { isSuperminError, SuperminError } from '../errors/supermin-error.ts';
import { thrownText } from '../errors/thrown-text.ts';

const REPORT_BUG = 'this is a bug in the plugin; report it to its authors';

/** What its authors hear of as ours. */
const OWN = '@supermin/';

/** Methods, of a backend and of a writer, that hand out another object of the plugin's. */
const OPENING: readonly unknown[] = ['open', 'begin'];

/**
 * The same object, except that what one of its methods throws by mistake names the plugin: else it would read as an error of
 * supermin. Errors that are meant for the user (they have a `code`) and those of an aborted call are let through.
 *
 * @param plugin name of its package; of our own the object itself is returned
 * @param opened what the method was given that handed out this object: there may be a signal among it
 */
export function blaming<T extends object>(
  plugin: string,
  object: T,
  opened: readonly unknown[] = [],
): T {
  if (plugin.startsWith(OWN)) return object;
  // Not around the object itself: what is frozen may not be answered for in another way.
  return new Proxy({} as T, {
    get(_, name) {
      const value: unknown = Reflect.get(object, name);
      if (typeof value !== 'function') return value;
      return (...args: unknown[]) => {
        const rethrow = (error: unknown) => {
          throw isForUser(error) || isAborted([...opened, ...args])
            ? error
            : failed(plugin, String(name), error);
        };
        const follow = (result: unknown) => {
          if (isStream(result)) return blamedItems(result, rethrow);
          return OPENING.includes(name) && typeof result === 'object' && result !== null
            ? blaming(plugin, result, args)
            : result;
        };
        try {
          const result: unknown = value.apply(object, args);
          if (!isPromise(result)) return follow(result);
          return settled(plugin, String(name), result).then(follow, rethrow);
        } catch (error) {
          return rethrow(error);
        }
      };
    },
  });
}

function isStream(value: unknown): value is AsyncIterable<unknown> {
  return typeof value === 'object' && value !== null && Symbol.asyncIterator in value;
}

async function* blamedItems<T>(
  items: AsyncIterable<T>,
  rethrow: (error: unknown) => never,
): AsyncGenerator<T> {
  try {
    yield* items;
  } catch (error) {
    rethrow(error);
  }
}

function isPromise(value: unknown): value is Promise<unknown> {
  return typeof (value as { then?: unknown } | null | undefined)?.then === 'function';
}

/**
 * The promise, or an error once the event loop has run empty: nothing is left then that could settle it, and Node.js would end
 * with status 0 in the middle of the job.
 */
function settled(plugin: string, method: string, promise: Promise<unknown>): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const give = () =>
      reject(
        new SuperminError(
          'PLUGIN_FAILED',
          `the plugin ${plugin} failed in ${method}(): its promise never settles`,
          { hint: REPORT_BUG },
        ),
      );
    process.once('beforeExit', give);
    promise.then(resolve, reject).finally(() => process.off('beforeExit', give));
  });
}

/** Node's own `ERR_…` tell of a wrong call. */
function isForUser(error: unknown): boolean {
  if (isSuperminError(error)) return true;
  const { code } = (error ?? {}) as { code?: unknown };
  return error instanceof Error && typeof code === 'string' && !code.startsWith('ERR_');
}

/** The signal is an argument, or a property of one. */
function isAborted(args: readonly unknown[]): boolean {
  return args.some((argument) => {
    const { signal = argument } = (argument ?? {}) as { signal?: unknown };
    return signal instanceof AbortSignal && signal.aborted;
  });
}

function failed(plugin: string, method: string, cause: unknown): SuperminError {
  const text = `the plugin ${plugin} failed in ${method}(): ${thrownText(cause)}`;
  return new SuperminError('PLUGIN_FAILED', text, { hint: REPORT_BUG, cause });
}
