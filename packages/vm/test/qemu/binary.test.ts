import { describe, expect, it } from 'vitest';
import { findQemu } from '../../src/qemu/binary.ts';
import { machineFor } from '../../src/qemu/machine.ts';

describe('findQemu', () => {
  it('names the packages when there is no QEMU', () => {
    const machine = { ...machineFor('x86_64'), binaries: ['qemu-that-is-not-there'] };
    expect(() => findQemu(machine, '')).toThrow(
      expect.objectContaining({
        code: 'QEMU_MISSING',
        hint: expect.stringMatching(/qemu-system-x86;.*qemu-kvm;.*qemu-base/),
      }),
    );
  });
});
