import { withKeptAppliance } from '@supermin/core';
import { SmallRoot } from '@supermin/test-support/debian';
import { scratchDirectory } from '@supermin/test-support/scratch';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { runCommand } from '../../src/commands/run.ts';
import { detach } from '../../src/detached/detach.ts';
import { runDetached } from '../../src/detached/run-detached.ts';
import { loadNamed } from '../../src/named/load-named.ts';
import { loadVmModule } from '../../src/plugins/load-vm.ts';
import { contextOf, ownPlaces, perform } from '../support/in-process.ts';

vi.mock('../../src/plugins/load-vm.ts');
vi.mock('../../src/named/load-named.ts');
vi.mock('../../src/detached/detach.ts');
vi.mock('../../src/detached/run-detached.ts');
vi.mock('@supermin/core', async (original) => {
  const core = await original<typeof import('@supermin/core')>();
  return { ...core, withKeptAppliance: vi.fn(core.withKeptAppliance) };
});

const root = new SmallRoot(scratchDirectory());
root.install('tool', ['/usr/bin/tool']);

const vm = {
  isSmallAppliance: () => true,
  run: vi.fn(async () => ({ status: 3 })),
  runNamed: vi.fn(async () => ({ status: 4 })),
  locatePackage: vi.fn(() => '/located'),
  readAppliancePackage: vi.fn(() => 'package'),
};

beforeEach(() => {
  ownPlaces();
  vi.mocked(loadVmModule).mockResolvedValue(vm);
});
afterEach(() => {
  vi.unstubAllEnvs();
  vi.clearAllMocks();
});

const run = (...words: string[]) =>
  perform(runCommand, contextOf('run', '--root', root.directory, ...words));

describe('run', () => {
  it('runs COMMAND in a VM, and ends with its status', async () => {
    expect(await run('--memory=2G', 'ls', '-l', '\xff')).toMatchObject({ status: 3, stdout: '' });
    expect(vm.run).toHaveBeenCalledWith(
      ['ls', '-l', '\xff'].map((word) => Buffer.from(word, 'latin1')),
      expect.objectContaining({
        ...{ memory: 2048, host: expect.objectContaining({ root: root.directory }) },
        ...{ stdin: process.stdin, stdout: expect.anything(), stderr: process.stderr },
        appliancePackage: undefined,
      }),
    );
    expect(vm.runNamed).not.toHaveBeenCalled();
  });

  it('a VM with a name is there for others as well', async () => {
    expect(await run('--name=web', 'ls')).toMatchObject({ status: 4 });
    const [argv, options, named] = vm.runNamed.mock.calls[0] as unknown[];
    expect(argv).toEqual([Buffer.from('ls')]);
    expect(options).toMatchObject({ hostname: 'web', stdin: process.stdin });
    expect(named).toEqual({ name: 'web' });
    expect(vm.run).not.toHaveBeenCalled();
  });

  it('--detach leaves the work to another process, which has a log', async () => {
    vi.mocked(loadNamed).mockResolvedValue({ newLog: () => 'new log' } as never);
    vi.mocked(detach).mockResolvedValue(0);
    expect(await run('--name=web', '--detach', 'ls')).toMatchObject({ status: 0 });
    expect(vi.mocked(detach).mock.calls[0]).toEqual([expect.anything(), 'new log']);
    expect(loadVmModule).not.toHaveBeenCalled();
  });

  it('which is this one, if it has a log', async () => {
    vi.mocked(runDetached).mockResolvedValue(5);
    const context = contextOf('run', '--root', root.directory, '--name=web', '--detach', 'ls');
    const invocation = { ...context.invocation, log: '/log' };
    expect(await perform(runCommand, { ...context, invocation })).toMatchObject({ status: 5 });
    expect(runDetached).toHaveBeenCalledWith(
      ...[vm, [Buffer.from('ls')], expect.objectContaining({ hostname: 'web' })],
      { name: 'web', log: '/log' },
    );
    expect(detach).not.toHaveBeenCalled();
  });

  it('takes an appliance out of a registry first', async () => {
    const kept = scratchDirectory({ packages: 'tool\n' });
    vi.mocked(withKeptAppliance).mockImplementation((_, __, work) => work(kept));
    expect(await run('oci://r.example/x', 'ls')).toMatchObject({ status: 3 });
    expect(vm.run.mock.calls[0]).toEqual([
      [Buffer.from('ls')],
      expect.objectContaining({ appliance: kept }),
    ]);
    await run('ls', 'oci://r.example/x');
    expect(withKeptAppliance).toHaveBeenCalledOnce();
  });

  it('boots the appliance of an npm package that is installed beside the command', async () => {
    await run('--appliance-package=@a/b');
    expect(vm.locatePackage).toHaveBeenCalledWith('@a/b', expect.any(Array));
    const [, roots] = vm.locatePackage.mock.calls[0] as unknown as [string, string[]];
    expect(roots.some((each) => each.endsWith('packages/cli/node_modules'))).toBe(true);
    expect(vm.readAppliancePackage).toHaveBeenCalledWith('/located');
    expect((vm.run.mock.calls[0] as unknown[])[1]).toMatchObject({ appliancePackage: 'package' });
  });
});
