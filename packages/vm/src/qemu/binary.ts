import { qemuMissing } from '../errors/qemu.ts';
import { findHostProgram } from '../processes/find-host-program.ts';
import type { Machine } from './machine.ts';

/** @throws SuperminError `QEMU_MISSING`, with the packages to install */
export function findQemu(machine: Machine, path?: string): string {
  const found = findHostProgram(machine.binaries, path);
  if (found === undefined) throw qemuMissing(machine);
  return found;
}
