import { machine } from 'node:os';
import { systemErrorCode } from '../errors/supermin-error.ts';
import type { Host } from './host.ts';

/** Programs of which a root has one. */
const PROGRAMS = ['/bin/sh', '/usr/bin/env', '/sbin/init'];

/** `e_machine` of an ELF header, elf(5): what it is called there, and as `uname -m` has it. */
const MACHINES: ReadonlyMap<number, string> = new Map([
  [3, 'i686'], // EM_386
  [22, 's390x'], // EM_S390
  [40, 'armv7l'], // EM_ARM
  [62, 'x86_64'], // EM_X86_64
  [183, 'aarch64'], // EM_AARCH64
  [243, 'riscv64'], // EM_RISCV
  [258, 'loongarch64'], // EM_LOONGARCH
]);
const POWERPC64 = 21;

/**
 * The architecture of a host root, as `uname -m` spells it: this machine's for the running system, for another root that
 * of its programs. Where none of them tells, this machine's again.
 */
export function cpuOf(host: Host): string {
  if (host.root === '/') return machine();
  for (const path of PROGRAMS) {
    const cpu = cpuOfProgram(host, path);
    if (cpu !== undefined) return cpu;
  }
  return machine();
}

function cpuOfProgram(host: Host, path: string): string | undefined {
  let header: Buffer;
  try {
    header = host.readFile(path);
  } catch (error) {
    if (systemErrorCode(error) === undefined) throw error;
    return undefined;
  }
  if (header.length < 20 || header.toString('latin1', 0, 4) !== '\x7fELF') return undefined;
  const isLittleEndian = header[5] === 1;
  const number = isLittleEndian ? header.readUInt16LE(18) : header.readUInt16BE(18);
  if (number === POWERPC64) return isLittleEndian ? 'ppc64le' : 'ppc64';
  return MACHINES.get(number);
}
