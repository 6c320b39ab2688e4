import { readdirSync } from 'node:fs';
import { type BytePath, compareBytes, joinPath, toSystemPath } from '@supermin/core';
import { socketPathTooLong } from '../errors/named.ts';

const SOCKET = '.sock';

/** Of `sun_path`, without its NUL. */
const LONGEST = 107;

/** @throws SuperminError `RUNTIME_DIRECTORY` */
export function socketOf(directory: BytePath, name: string): BytePath {
  const path = joinPath(directory, `${name}${SOCKET}`);
  if (path.length > LONGEST) throw socketPathTooLong(path);
  return path;
}

/** Where the output of a VM's COMMAND goes when nobody is attached to it. */
export function logOf(directory: BytePath, name: string): BytePath {
  return joinPath(directory, `${name}.log`);
}

/** Serializes who takes and clears names. */
export function lockOf(directory: BytePath): BytePath {
  return joinPath(directory, '.lock');
}

/** The names that have sockets in a directory, whether or not anybody listens. */
export function namesIn(directory: BytePath): string[] {
  return readdirSync(toSystemPath(directory), { encoding: 'latin1' })
    .filter((file) => file.endsWith(SOCKET))
    .map((file) => file.slice(0, -SOCKET.length))
    .sort(compareBytes);
}
