import { readdirSync, statSync } from 'node:fs';
import { SuperminError, systemErrorCode } from '../errors/supermin-error.ts';
import type { FileStatus } from '../host/host.ts';
import { fileStatus } from '../host/local-host.ts';
import { type BytePath, displayPath, joinPath, toSystemPath } from '../path/byte-path.ts';
import { unreadableInput } from './unreadable-input.ts';

/** So many files and directories: more than that is a mistake, such as `/` for an appliance. */
const MAXIMUM_INPUTS = 10_000;

/**
 * Every regular file of the inputs: directories recursively, names in byte order. Links are followed.
 *
 * @throws SuperminError naming the path: `INPUT_MISSING`, `INPUT_UNREADABLE`, `INPUT_KIND`, `INPUT_LOOP`, `INPUT_COUNT`
 */
export function listInputs(inputs: readonly BytePath[]): BytePath[] {
  const found: BytePath[] = [];
  let seen = 0;
  const list = (path: BytePath, ancestors: readonly string[]) => {
    if (++seen > MAXIMUM_INPUTS) throw tooMany(path);
    const { type, dev, ino } = inputStatus(path);
    if (type === 'file') found.push(path);
    else if (type === 'directory') {
      const identity = `${dev}:${ino}`;
      if (ancestors.includes(identity)) throw loop(path);
      for (const name of inputNames(path)) list(joinPath(path, name), [...ancestors, identity]);
    } else throw notInput(path, type);
  };
  for (const input of inputs) list(input, []);
  return found;
}

function inputStatus(path: BytePath): FileStatus {
  return attempt(path, () => fileStatus(statSync(toSystemPath(path))));
}

function inputNames(path: BytePath): BytePath[] {
  return attempt(path, () => readdirSync(toSystemPath(path), { encoding: 'latin1' })).sort();
}

function attempt<T>(path: BytePath, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (systemErrorCode(error) === 'ENOENT') throw missing(path);
    throw unreadableInput(path, error);
  }
}

function missing(path: BytePath): SuperminError {
  return new SuperminError('INPUT_MISSING', `${displayPath(path)}: no such file or directory`, {
    hint: displayPath(path).includes('/')
      ? 'specify the files or the directory that supermin prepare wrote'
      : `specify what supermin prepare wrote; of a package: 'supermin prepare ${displayPath(path)} -o DIR'`,
  });
}

function notInput(path: BytePath, type: string): SuperminError {
  const text = `${displayPath(path)}: neither a regular file nor a directory (${type})`;
  return new SuperminError('INPUT_KIND', text);
}

function loop(path: BytePath): SuperminError {
  const text = `${displayPath(path)}: a link that leads back to a directory above it`;
  return new SuperminError('INPUT_LOOP', text, { hint: 'remove the link from the appliance' });
}

function tooMany(path: BytePath): SuperminError {
  const text = `${displayPath(path)}: more than ${MAXIMUM_INPUTS} input files`;
  return new SuperminError('INPUT_COUNT', text, {
    hint: 'an appliance is a handful of files; is this the right directory?',
  });
}
