import { type CallContext, isSuperminError } from '@supermin/core';
import { downloaderMissing } from '../errors.ts';

/** A program and its first arguments. */
export type Command = readonly [program: string, ...args: string[]];

/**
 * How pacman is started. It downloads packages for root only, even into a directory of the user's own, so that an ordinary
 * user has to look like root to it.
 */
export async function choosePacman(
  context: Pick<CallContext, 'host' | 'signal'>,
  isRoot = process.geteuid?.() === 0,
): Promise<Command> {
  if (!(await isThere(context, 'pacman'))) throw downloaderMissing('pacman');
  if (isRoot) return ['pacman'];
  if (await isThere(context, 'fakeroot')) return ['fakeroot', '--', 'pacman'];
  if (await isThere(context, 'unshare')) return ['unshare', '--map-root-user', '--', 'pacman'];
  throw downloaderMissing('fakeroot or unshare (pacman serves only root without one)');
}

async function isThere(
  { host, signal }: Pick<CallContext, 'host' | 'signal'>,
  program: string,
): Promise<boolean> {
  try {
    await host.run(program, ['--version'], { signal });
    return true;
  } catch (error) {
    if (isSuperminError(error) && error.code === 'PROGRAM_MISSING') return false;
    throw error;
  }
}
