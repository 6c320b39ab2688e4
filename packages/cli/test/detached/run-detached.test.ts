import { describe, expect, it, vi } from 'vitest';
import { runDetached } from '../../src/detached/run-detached.ts';
import { standardError } from '../support/standard-error.ts';

const WHERE = { name: 'web', log: '/log' };

type Vm = Parameters<typeof runDetached>[0];

function vmWith(runNamed: (...args: never[]) => unknown) {
  return { runNamed: vi.fn(runNamed), nameLog: vi.fn() } as unknown as Vm & {
    runNamed: ReturnType<typeof vi.fn>;
    nameLog: ReturnType<typeof vi.fn>;
  };
}

const said = standardError();

const argv = [Buffer.from('ls')];

describe('runDetached', () => {
  it('runs COMMAND without an input, its outputs capped, and says at last how it ended', async () => {
    const vm = vmWith(() => ({ status: 3 }));
    expect(await runDetached(vm, argv, { memory: 7, stdin: process.stdin }, WHERE)).toBe(3);
    const [given, options, named] = vm.runNamed.mock.calls[0]!;
    expect(given).toBe(argv);
    expect(options).toMatchObject({ memory: 7, stdin: null });
    expect(options.stdout).not.toBe(process.stdout);
    expect(named).toMatchObject({ name: 'web', idle: false });
    expect(said()).toBe('supermin: COMMAND ended with status 3\n');
  });

  it('without COMMAND the VM is there for others, and nothing ends', async () => {
    const vm = vmWith(() => ({ status: 0 }));
    expect(await runDetached(vm, [], {}, WHERE)).toBe(0);
    expect(vm.runNamed.mock.calls[0]![2]).toMatchObject({ name: 'web', idle: true });
    expect(said()).toBe('');
  });

  it("an appliance package's own COMMAND is one", async () => {
    const vm = vmWith(() => ({ status: 0 }));
    await runDetached(vm, [], { appliancePackage: {} as never }, WHERE);
    expect(vm.runNamed.mock.calls[0]![2]).toMatchObject({ idle: false });
    expect(said()).toBe('supermin: COMMAND ended with status 0\n');
  });

  it('the log gets the name of the VM when that has it', async () => {
    const vm = vmWith(() => ({ status: 0 }));
    await runDetached(vm, argv, {}, WHERE);
    const [, , { claimed }] = vm.runNamed.mock.calls[0]!;
    claimed('/run/supermin');
    expect(vm.nameLog.mock.calls).toEqual([['/log', '/run/supermin', 'web']]);
  });
});
