import { afterEach, expect, it, vi } from 'vitest';
import { execCommand } from '../../src/named/exec.ts';
import { loadNamed } from '../../src/named/load-named.ts';
import { contextOf, perform } from '../support/in-process.ts';

vi.mock('../../src/named/load-named.ts');

const bytes = (text: string) => Buffer.from(text).toString('latin1');

/** What the VM is asked for; it answers with status 7. */
async function asked(...words: string[]) {
  const execNamed = vi.fn(async () => ({ status: 7 }));
  vi.mocked(loadNamed).mockResolvedValue({ execNamed } as never);
  const { status } = await perform(execCommand, contextOf('exec', ...words));
  expect(status).toBe(7);
  return execNamed.mock.calls[0] as unknown[];
}

afterEach(() => void vi.mocked(loadNamed).mockReset());

it('COMMAND gets its arguments as bytes, and the streams of this process', async () => {
  const [name, argv, options] = await asked('web', '--', bytes('é'), '\xff');
  expect(name).toBe('web');
  expect(argv).toEqual([Buffer.from('é'), Buffer.from([0xff])]);
  expect(options).toEqual({
    ...{ signal: expect.any(AbortSignal), report: expect.any(Function), env: {} },
    ...{ cwd: undefined, tty: undefined, user: undefined },
    ...{ stdin: process.stdin, stdout: process.stdout, stderr: process.stderr },
  });
});

it('has what options say of it', async () => {
  const options = ['--env=A=b', '--workdir=/w', '--tty', `--user=${bytes('é')}`];
  expect((await asked(...options, 'web'))[2]).toMatchObject({
    ...{ env: { A: Buffer.from('b') }, cwd: '/w', tty: true, user: 'é' },
  });
  expect((await asked('web'))[1]).toEqual([]);
});
