import { randomUUID } from 'node:crypto';
import { chmodSync, existsSync } from 'node:fs';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';
import { scratchDirectory } from '@supermin/test-support/scratch';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { execNamed } from '../../src/named/exec-named.ts';
import { listVms } from '../../src/named/find-vm.ts';
import { stopNamed } from '../../src/named/stop-named.ts';
import { type NamedRun, runNamed } from '../../src/supervisor/run-named.ts';
import { SpokenQemu } from '../qemu/spoken-qemu.ts';
import { until } from '../until.ts';

const COMMANDS = {
  stay: { stays: true },
  fail: { stdout: 'out', stderr: 'err', status: 3 },
};
const { signal } = new AbortController();

let runtime: string;
beforeEach(() => {
  runtime = scratchDirectory();
  for (const [name, directory] of [
    ['XDG_RUNTIME_DIR', runtime],
    ['XDG_CACHE_HOME', scratchDirectory()],
  ] as const) {
    chmodSync(directory, 0o700);
    vi.stubEnv(name, directory);
  }
});
afterEach(() => void vi.unstubAllEnvs());

/** A VM with a name that runs a command whose guest does what {@link COMMANDS} say. */
function named(argv: string[], more: Partial<NamedRun> & { qemu?: string } = {}) {
  const name = `n-${randomUUID().slice(0, 8)}`;
  const { qemu = new SpokenQemu({ commands: COMMANDS }).program, ...others } = more;
  const appliance = scratchDirectory({ kernel: 'k', initrd: 'i', root: 'r'.repeat(512) });
  const options = { appliance, qemu, accelerator: 'tcg', memory: 8, template: false } as const;
  const up = vi.fn();
  const over = runNamed(argv, options, { name, up, ...others });
  over.catch(() => {});
  const isUp = () => until(() => expect(up).toHaveBeenCalledOnce());
  return { name, over, up, isUp, socket: join(runtime, 'supermin', `${name}.sock`) };
}

describe('a VM with a name', () => {
  it('ends with its command, and gives the name back', async () => {
    const { over, up, socket } = named(['fail']);
    expect(await over).toEqual({ status: 3, stdout: 'out', stderr: 'err' });
    expect(up).toHaveBeenCalledOnce();
    expect(existsSync(socket)).toBe(false);
  });

  it('has commands of others as well, until it is stopped', async () => {
    const { name, over, isUp } = named([], { idle: true });
    await isUp();
    const [stdout, stderr] = [new PassThrough(), new PassThrough()];
    const options = { stdin: null, stdout, stderr, signal, report() {} };
    expect(await execNamed(name, ['fail'], options)).toMatchObject({ status: 3 });
    expect(await text(stdout.end())).toBe('out');
    expect(await listVms()).toContainEqual(expect.objectContaining({ name, state: 'running' }));
    await stopNamed(name, { signal });
    expect(await over).toMatchObject({ status: 0 });
    expect(await listVms()).not.toContainEqual(expect.objectContaining({ name }));
  });

  it('that is stopped takes its command along', async () => {
    const { name, over, isUp } = named(['stay']);
    await isUp();
    await until(async () => expect(await listVms()).toMatchObject([{ command: ['stay'] }]));
    await stopNamed(name, { timeout: 60, signal });
    expect(await over.catch(({ code }) => ({ code }))).toSatisfy(
      ({ status, code }) => status === 143 || code === 'VM_STOPPED',
    );
  });

  it('tells where the output of its command goes', async () => {
    const claimed = vi.fn((directory: string) => join(directory, 'a.log'));
    const { name, over, isUp } = named([], { idle: true, claimed });
    await isUp();
    const log = join(runtime, 'supermin', 'a.log');
    expect(claimed).toHaveBeenCalledExactlyOnceWith(join(runtime, 'supermin'));
    expect(await listVms()).toContainEqual(expect.objectContaining({ name, log }));
    await stopNamed(name, { signal });
    await over;
  });

  it('that does not start gives the name back, and fails with why', async () => {
    const { over, up, socket } = named(['fail'], { qemu: '/bin/false' });
    await expect(over).rejects.toMatchObject({ code: 'VM_FAILED' });
    expect(up).not.toHaveBeenCalled();
    expect(existsSync(socket)).toBe(false);
  });
});
