import { describe, expect, it } from 'vitest';
import { machineFor } from '../../src/qemu/machine.ts';
import { kernelCommandLine } from '../../src/run/command-line.ts';

const words = (...args: Parameters<typeof kernelCommandLine>) =>
  kernelCommandLine(...args).split(' ');

describe('kernelCommandLine', () => {
  it('asks for a run, quietly', () => {
    expect(words(machineFor('x86_64'), false)).toEqual(
      expect.arrayContaining([
        'root=/dev/vda',
        'supermin.run',
        'console=ttyS0',
        'quiet',
        'panic=-1',
      ]),
    );
  });

  it('is talkative when somebody listens', () => {
    expect(words(machineFor('x86_64'), true)).not.toContain('quiet');
  });

  it("knows each architecture's console, and keeps x86's options to x86", () => {
    expect(words(machineFor('aarch64'), false)).toContain('console=ttyAMA0');
    expect(words(machineFor('aarch64'), false)).not.toContain('no_timer_check');
    expect(words(machineFor('i686'), false)).toContain('no_timer_check');
  });

  it("ends with the user's words", () => {
    expect(kernelCommandLine(machineFor('x86_64'), false, ' root=/dev/vdb  a="b c" ')).toMatch(
      / root=\/dev\/vdb {2}a="b c"$/,
    );
  });
});
