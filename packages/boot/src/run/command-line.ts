import type { Machine } from '../qemu/machine.ts';

/**
 * The kernel's command line for a run: quiet unless somebody listens, and without work that a guest of a few
 * seconds has no use for.
 *
 * @param append the user's own words; they come last and so win
 */
export function kernelCommandLine(machine: Machine, talkative: boolean, append = ''): string {
  return [
    'root=/dev/vda',
    'supermin.run',
    `console=${machine.console}`,
    'panic=-1', // at once, and QEMU ends with it
    'cryptomgr.notests', // 0.35 s of self-tests when emulated
    'usbcore.nousb', // there is none
    'mitigations=off', // one command as root has nobody to be protected from; they slow emulation
    'selinux=0', // labels of the host's files mean nothing here
    ...machine.kernelOptions,
    ...(talkative ? [] : ['quiet']),
    ...(append.trim() === '' ? [] : [append.trim()]),
  ].join(' ');
}
