import { spawnSync } from 'node:child_process';
import { type BytePath, toSystemPath, withoutOctalEscapes } from '@supermin/core';

type Attributes = Record<string, string>;

const LINE = /^(user\.[^=]*)(?:=0x([0-9a-f]*))?$/;

/**
 * The extended attributes below a directory that anybody may set, as getfattr(1) reads them. An empty value is an empty text.
 *
 * @param directory its path as the system has it
 * @returns by path inside of the directory; undefined without getfattr, or where the filesystem has no such attributes
 */
export function readAttributes(directory: string): Map<BytePath, Attributes> | undefined {
  const probe = getfattr('--name', 'user.testkit', directory);
  if (probe === undefined || /not supported/i.test(probe)) return undefined;
  const output = getfattr('-R', '-P', '-d', '-m', '^user\\.', '-e', 'hex', directory)!;
  const found = new Map<BytePath, Attributes>();
  let current: Attributes = {};
  for (const line of output.split('\n')) {
    const [, path] = /^# file: (.*)$/.exec(line) ?? [];
    if (path !== undefined) {
      current = {};
      found.set(inside(withoutOctalEscapes(path), directory), current);
    } else {
      const [, name, value = ''] = LINE.exec(line) ?? [];
      if (name !== undefined) current[name] = value;
    }
  }
  return found;
}

/** What it prints, complaints included; undefined if it is not there. */
function getfattr(...args: readonly string[]): string | undefined {
  const { error, stdout, stderr } = spawnSync('getfattr', ['--absolute-names', ...args], {
    encoding: 'latin1',
    env: { ...process.env, LC_ALL: 'C' },
    maxBuffer: 2 ** 28,
  });
  return error === undefined ? stdout + stderr : undefined;
}

function inside(path: BytePath, directory: string): BytePath {
  const bytes = Buffer.from(toSystemPath(directory)).toString('latin1').replace(/\/+$/, '');
  return path.slice(bytes.length) || '/';
}
