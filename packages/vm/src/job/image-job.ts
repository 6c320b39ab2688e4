import { fromUnicode, type ImageConfig } from '@supermin/core';
import type { Argument } from '../session/fields.ts';
import type { SpawnOptions } from './job-options.ts';

/**
 * What runs in a container: the image's entry point, and behind it the command, or the image's own where none is given. Another entry
 * point comes without the image's command; an empty one is none.
 *
 *     entry point  command  given        runs
 *     /start.sh    serve                 /start.sh serve
 *     /start.sh    serve    sh -c date   /start.sh sh -c date
 *                  bash     date         date
 */
export function imageCommand(
  { entrypoint, command }: ImageConfig,
  argv: readonly Argument[],
  other: string | undefined,
): readonly Argument[] {
  if (other !== undefined) return [...(other === '' ? [] : [other]), ...argv];
  return [...entrypoint, ...(argv.length > 0 ? argv : command)];
}

type Surrounded = Pick<SpawnOptions, 'env' | 'user' | 'cwd'>;

/** Environment, user and directory of a command, as the image has them where nobody says otherwise. */
export function inImage<Options extends Surrounded>(
  { env, user, workingDirectory }: ImageConfig,
  options: Options,
): Options {
  const variables = env.map((each) => {
    const equals = each.indexOf('=');
    return [each.slice(0, equals), each.slice(equals + 1)] as const;
  });
  const directory = workingDirectory === '' ? '/' : fromUnicode(workingDirectory);
  return {
    ...options,
    env: { ...Object.fromEntries(variables), ...options.env },
    user: options.user ?? (user || undefined),
    cwd: options.cwd ?? (directory.startsWith('/') ? directory : `/${directory}`),
  };
}
