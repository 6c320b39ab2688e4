import { type Host, localHost, type RunResult, SuperminError } from '@supermin/core';
import { file } from '@supermin/test-support/trees';
import { expect, it } from 'vitest';
import { setExtendedAttributes } from '../../src/write/extended-attributes.ts';

const { signal } = new AbortController();
const entry = (path: string) => ({
  path,
  node: file('x', { xattrs: new Map([['user.x', Buffer.from('value')]]) }),
});

/** What setfattr does instead of setting anything; what it was told. */
function setting(run: () => Partial<RunResult>) {
  const calls: Parameters<Host['run']>[] = [];
  const host: Host = {
    ...localHost(),
    async run(...call) {
      calls.push(call);
      return { status: 0, stdout: Buffer.alloc(0), stderr: Buffer.alloc(0), ...run() };
    },
  };
  const set = (...paths: string[]) =>
    setExtendedAttributes(paths.map(entry), '/out', { host, signal });
  return { calls, set };
}

it('no program is started where there are none', async () => {
  const { calls, set } = setting(() => ({}));
  expect(await set()).toEqual([]);
  expect(calls).toEqual([]);
});

it('all are set at once, below the directory, without following links', async () => {
  const { calls, set } = setting(() => ({ stderr: Buffer.from('only a remark\n') }));
  expect(await set('/a', '/\xff')).toEqual([]);
  const input = '# file: ./a\nuser.x=0sdmFsdWU=\n\n# file: ./\\377\nuser.x=0sdmFsdWU=\n\n';
  expect(calls).toEqual([
    ['setfattr', ['-h', '--restore=-'], { cwd: '/out', input: Buffer.from(input), signal }],
  ]);
});

it('each that could not be set has a line, which shows bytes that are no UTF-8', async () => {
  const stderr = Buffer.from('setfattr: ./a: no\nsetfattr: ./\xff\x1b: not\n', 'latin1');
  const [one, two, ...others] = await setting(() => ({ status: 1, stderr })).set('/a', '/\xff');
  expect(one).toBe('setfattr: ./a: no');
  expect(two).toMatch(/^setfattr: \S+: not$/);
  // Neither a terminal's command nor a byte as it is.
  expect(two).not.toContain('\x1b');
  expect(others).toEqual([]);
});

it('without setfattr none is set, and each says why', async () => {
  const missing = () => {
    throw new SuperminError('PROGRAM_MISSING', 'setfattr is not installed');
  };
  expect(await setting(missing).set('/a', '/b')).toEqual([
    '/a: setfattr is not installed',
    '/b: setfattr is not installed',
  ]);
});

it.each([
  ['of another code', new SuperminError('PROGRAM_FAILED', 'failed')],
  ['of the system', Object.assign(new Error('full'), { code: 'PROGRAM_MISSING' })],
])('an error %s is no missing program', async (_, error) => {
  const throwing = () => {
    throw error;
  };
  await expect(setting(throwing).set('/a')).rejects.toBe(error);
});
