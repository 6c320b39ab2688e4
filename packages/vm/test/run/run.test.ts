import { existsSync, readdirSync } from 'node:fs';
import { PassThrough } from 'node:stream';
import { backend } from '@supermin/backend-dpkg';
import { scratchDirectory } from '@supermin/test-support/scratch';
import { whyNoVm } from '@supermin/test-support/vm';
import { writer } from '@supermin/writer-ext2';
import { describe, expect, it } from 'vitest';
import { run } from '../../src/run/run.ts';
import type { RunOptions } from '../../src/run/run-options.ts';

const plugins = { backend, family: 'debian/dpkg', writer };
const possible = whyNoVm() === undefined && existsSync('/var/lib/dpkg/status');

it('does not begin after an abort', async () => {
  const reason = new Error('enough');
  const options = { plugins, signal: AbortSignal.abort(reason) };
  await expect(run(['true'], options)).rejects.toBe(reason);
});

it('an appliance that lacks a file is an error that names both', async () => {
  const appliance = scratchDirectory({ kernel: '', root: '' });
  await expect(
    run(['true'], { appliance, cacheDirectory: scratchDirectory() }),
  ).rejects.toMatchObject({
    code: 'APPLIANCE_MISSING',
    message: `${appliance}: there is no initrd in this appliance`,
  });
});

describe.runIf(possible)('in a VM made of the packages of this host', () => {
  const inCache = (): RunOptions => ({ plugins, cacheDirectory: scratchDirectory(), timeout: 300 });

  it('gives status, output and error, and keeps the appliance', async () => {
    const options = { ...inCache(), packages: ['coreutils'] };
    const script = 'echo out; cat; pwd; echo $WORD >&2; exit 3';
    const job = { stdin: 'in\n', cwd: '/usr', env: { WORD: 'err' } };
    expect(await run(['sh', '-c', script], { ...options, ...job })).toEqual({
      ...{ status: 3, stdout: 'out\nin\n/usr\n', stderr: 'err\n' },
    });
    const [name] = readdirSync(`${options.cacheDirectory}/run`);
    // The same directory can be booted by itself, and output can go elsewhere.
    const appliance = `${options.cacheDirectory}/run/${name}/appliance`;
    const stdout = new PassThrough();
    const result = await run(['sh', '-c', 'echo $((6*7))'], { appliance, stdout, timeout: 300 });
    expect(result).toEqual({ status: 0, stdout: '', stderr: '' });
    expect(String(stdout.read())).toBe('42\n');
    const endless = ['sh', '-c', 'trap "" PIPE; while :; do echo text; done'];
    const tooMuch = run(endless, { appliance, maxOutput: 10_000, timeout: 300 });
    await expect(tooMuch).rejects.toMatchObject({ code: 'LIMIT_EXCEEDED', exitStatus: 125 });
  });

  it('takes a small appliance, which is built', async () => {
    const appliance = scratchDirectory({ packages: 'dash\n', hostfiles: '/etc/hostname\n' });
    const options = { ...inCache(), appliance };
    const { stdout } = await run(['dash', '-c', 'echo /etc/host*'], options);
    expect(stdout).toMatch(/^\/etc\/hostname /);
  });

  it.each([
    ['a command', [['no-such-command'], {}], 'COMMAND_MISSING', 127],
    ['a package', [['true'], { packages: ['no-such-package'] }], 'PACKAGES_MISSING', 1],
    ['a share', [['true'], { shares: [{ directory: '/no/such' }] }], 'SHARE', 1],
  ] as const)('%s that is not there has a code', async (_, [argv, more], code, exitStatus) => {
    const options = { ...inCache(), ...more } as RunOptions;
    await expect(run(argv, options)).rejects.toMatchObject({ code, exitStatus });
  });
});
