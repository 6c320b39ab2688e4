import { spawnSync } from 'node:child_process';
import { afterEach, expect, it, vi } from 'vitest';
import { handedOver, handOver } from '../../src/detached/hand-over.ts';
import { contextOf } from '../support/in-process.ts';

afterEach(() => void vi.unstubAllEnvs());

const { invocation } = contextOf(
  'run',
  '--name=a',
  '-v',
  '-v',
  '-e',
  'A=b',
  '-e',
  'C',
  'l\xff',
  '-x',
);

it('what a process is asked for another one can go on with: words of bytes, repeated options, the log', () => {
  const { env, input } = handOver(invocation, '/l\xfeg');
  expect(env).toMatchObject({ SUPERMIN_HANDED_OVER: '1', PATH: process.env.PATH });
  expect(JSON.parse(input)).toEqual({
    ...{ command: 'run', legacy: false, names: ['l\xff', '-x'], log: '/l\xfeg' },
    options: [
      ['name', ['a']],
      ['verbose', [true, true]],
      ['env', ['A=b', 'C']],
    ],
  });
  expect(process.env.SUPERMIN_HANDED_OVER).toBeUndefined();
});

it('a process to which nothing was handed over is none that goes on', () => {
  vi.stubEnv('SUPERMIN_HANDED_OVER', undefined);
  expect(handedOver()).toBeUndefined();
});

it('goes on with what is in its standard input, and has nobody else do so', () => {
  const program = new URL('../../src/detached/hand-over.ts', import.meta.url).pathname;
  const loader = new URL('../../../../scripts/from-sources/register.mjs', import.meta.url).pathname;
  const { env, input } = handOver(invocation, '/log');
  const text = `import { handedOver } from ${JSON.stringify(program)};
    const { options, ...rest } = handedOver();
    console.log(JSON.stringify([rest, options.count('verbose'), options.all('env'), process.env.SUPERMIN_HANDED_OVER ?? 'unset']));`;
  const args = ['--import', loader, '--input-type=module', '-e', text];
  const { stdout, stderr } = spawnSync(process.execPath, args, { env, input, encoding: 'utf8' });
  expect(JSON.parse(stdout || stderr)).toEqual([
    { command: 'run', legacy: false, names: ['l\xff', '-x'], log: '/log' },
    ...[2, ['A=b', 'C'], 'unset'],
  ]);
});
