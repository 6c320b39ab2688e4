import { chmodSync, existsSync, readdirSync, readFileSync, statSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { scratchDirectory } from '@supermin/test-support/scratch';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { nameLog, newLog } from '../../src/named/log.ts';

const { XDG_RUNTIME_DIR } = process.env;

let directory: string;
beforeEach(() => {
  const runtime = scratchDirectory();
  chmodSync(runtime, 0o700);
  process.env.XDG_RUNTIME_DIR = runtime;
  directory = join(runtime, 'supermin');
});
afterEach(() => {
  if (XDG_RUNTIME_DIR === undefined) delete process.env.XDG_RUNTIME_DIR;
  else process.env.XDG_RUNTIME_DIR = XDG_RUNTIME_DIR;
});

it('is of this user alone, hidden, and gone if its VM does not come up', () => {
  const log = newLog();
  expect(log.path.startsWith(`${directory}/.log-`)).toBe(true);
  expect(statSync(log.path).mode & 0o777).toBe(0o600);
  log.close(false);
  expect(readdirSync(directory)).toEqual([]);
  expect(() => writeSync(log.fd, 'x')).toThrow(expect.objectContaining({ code: 'EBADF' }));
});

it('gets the name of its VM, in place of the log of an earlier one', () => {
  for (const text of ['old', 'new']) {
    const log = newLog();
    writeSync(log.fd, text);
    expect(nameLog(log.path, directory, 'box')).toBe(`${directory}/box.log`);
    // It has another name by then, and is kept under that.
    log.close(true);
  }
  expect(readdirSync(directory)).toEqual(['box.log']);
  expect(readFileSync(join(directory, 'box.log'), 'utf8')).toBe('new');
});

it('each is another one, to which is added', () => {
  const [one, two] = [newLog(), newLog()];
  expect(one.path).not.toBe(two.path);
  writeSync(one.fd, 'a', 0);
  writeSync(one.fd, 'b', 0);
  expect(readFileSync(one.path, 'utf8')).toBe('ab');
  one.close(true);
  expect(existsSync(one.path)).toBe(true);
  two.close(false);
});
