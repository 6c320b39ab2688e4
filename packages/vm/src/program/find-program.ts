import { posix } from 'node:path';
import { type BytePath, type Host, joinPath, parentPath } from '@supermin/core';

/** What is asked of the files among which a program is looked for. */
export type ProgramView = Pick<Host, 'lstat' | 'stat' | 'readlink'>;

/** Where a VM looks for programs, and so where we look for them on the host. */
const PROGRAM_DIRECTORIES = [
  '/usr/local/sbin',
  '/usr/local/bin',
  '/usr/sbin',
  '/usr/bin',
  '/sbin',
  '/bin',
] as const;

/** As many links as Linux follows in one path. */
export const MAXIMUM_LINKS = 40;

/**
 * Finds COMMAND on the host: a path, or a name that is looked for in {@link PROGRAM_DIRECTORIES}.
 *
 * @returns the path and all that its links lead through (`/usr/bin/awk`, `/etc/alternatives/awk`, `/usr/bin/mawk`);
 *   empty if there is none
 */
export function findProgram(host: ProgramView, command: string): BytePath[] {
  const candidates = command.includes('/')
    ? [pathInVm(command)]
    : PROGRAM_DIRECTORIES.map((directory) => joinPath(directory, command));
  const path = candidates.find((candidate) => isExecutable(host, candidate));
  return path === undefined ? [] : linkChain(host, path);
}

/** The VM's working directory is its root. */
export function pathInVm(command: BytePath): BytePath {
  return command.startsWith('/') ? command : `/${command}`;
}

function isExecutable(host: ProgramView, path: BytePath): boolean {
  const status = host.stat(path);
  return status?.type === 'file' && (status.mode & 0o111) !== 0;
}

/** A path and all that its links lead through. */
export function linkChain(host: ProgramView, path: BytePath): BytePath[] {
  const chain = [path];
  while (chain.length < MAXIMUM_LINKS && host.lstat(chain.at(-1)!)?.type === 'symlink') {
    const link = chain.at(-1)!;
    chain.push(posix.resolve(parentPath(link), host.readlink(link)));
  }
  return chain;
}
