import { describe, expect, it } from 'vitest';
import { type CommandLineOptions, kernelCommandLine } from '../../src/machine/command-line.ts';
import { machineFor } from '../../src/qemu/machine.ts';

const X86: CommandLineOptions = {
  ...{ machine: machineFor('x86_64'), accelerator: 'kvm', cpus: 1 },
  ...{ root: 'root=UUID=x', talkative: false, network: false },
};
const words = (options: Partial<CommandLineOptions>) =>
  kernelCommandLine({ ...X86, ...options }).split(' ');

describe('kernelCommandLine', () => {
  it('asks for a run, quietly', () => {
    expect(words({})).toEqual(
      expect.arrayContaining(['root=UUID=x', 'supermin.run', 'console=ttyS0', 'quiet', 'panic=-1']),
    );
  });

  it('tells the init of a network card', () => {
    expect(words({ network: true })).toContain('supermin.net');
    expect(words({})).not.toContain('supermin.net');
  });

  it('is talkative when somebody listens', () => {
    expect(words({ talkative: true })).not.toContain('quiet');
  });

  it("knows each architecture's console, and keeps x86's options to x86", () => {
    expect(words({ machine: machineFor('aarch64') })).toContain('console=ttyAMA0');
    expect(words({ machine: machineFor('aarch64') })).not.toContain('no_timer_check');
    expect(words({ machine: machineFor('i686') })).toContain('no_timer_check');
  });

  it('spares an emulated x86 what is slow or goes wrong there, and only that', () => {
    const spared = ['noreplace-smp', 'noapictimer', 'clocksource=hpet'];
    expect(words({ accelerator: 'tcg' })).toEqual(expect.arrayContaining(spared));
    for (const word of spared) expect(words({ accelerator: 'kvm' })).not.toContain(word);
    const arm = words({ accelerator: 'tcg', machine: machineFor('aarch64') });
    for (const word of spared) expect(arm).not.toContain(word);
  });

  it('several CPUs keep timers of their own', () => {
    expect(words({ accelerator: 'tcg', cpus: 2 })).not.toContain('noapictimer');
  });

  it("ends with the user's words", () => {
    const line = kernelCommandLine({ ...X86, append: ' root=/dev/vdb  a="b c" ' });
    expect(line).toMatch(/ root=\/dev\/vdb {2}a="b c"$/);
  });
});
