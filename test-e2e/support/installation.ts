import { type Finished, type Options, run, succeed } from '@supermin/test-support/programs';
import { inject } from 'vitest';

declare module 'vitest' {
  interface ProvidedContext {
    /** The installed command, in a directory that every user may read. */
    supermin: string;
  }
}

/** Debian's own supermin 5, the peer of every comparison. */
export const SUPERMIN5 = '/usr/bin/supermin';

/** Runs the command under test. */
export function supermin(args: readonly string[], options: Options = {}): Promise<Finished> {
  return run(inject('supermin'), args, {
    ...options,
    env: { ...environment(options), ...options.env },
  });
}

/** The same, and it has to end with status 0. */
export function superminSucceeds(
  args: readonly string[],
  options: Options = {},
): Promise<Finished> {
  return succeed(inject('supermin'), args, {
    ...options,
    env: { ...environment(options), ...options.env },
  });
}

/** Another user has no business in the home of the one who runs the tests. */
function environment({ uid }: Options): Record<string, string> {
  return uid === undefined ? {} : { HOME: '/nonexistent', XDG_CACHE_HOME: '' };
}
