import { existsSync } from 'node:fs';

/** A guest of another architecture, and where Debian has it. */
export interface ForeignGuest {
  /** As `uname -m` has it there. */
  machine: string;
  /** Debian's word. */
  architecture: string;
  suite: string;
  /** The kernel's package; one with 9p, which needs no daemon that is of the guest's architecture. */
  kernel: string;
  qemu: string;
}

const ALL: readonly ForeignGuest[] = [
  guest('aarch64', 'arm64', 'linux-image-arm64'),
  guest('armv7l', 'armhf', 'linux-image-armmp', 'arm'),
  { ...guest('ppc64le', 'ppc64el', 'linux-image-powerpc64le', 'ppc64'), suite: 'bookworm' },
  guest('riscv64', 'riscv64', 'linux-image-riscv64'),
  { ...guest('s390x', 's390x', 'linux-image-s390x'), suite: 'bookworm' },
  // The last suite with a kernel.
  { ...guest('i686', 'i386', 'linux-image-686', 'i386'), suite: 'bookworm' },
];

/** Those that every run of the tests boots: two, as each takes a minute and 100 MB from the network. */
const USUAL = ['arm64', 'i386'];

/**
 * The guests to be tested: `SUPERMIN_TEST_GUESTS=riscv64,armhf` in Debian's words, or `all`. Those whose QEMU is not here are left
 * out, which is said.
 */
export function foreignGuests(wanted = process.env.SUPERMIN_TEST_GUESTS): ForeignGuest[] {
  const names = wanted === undefined ? USUAL : wanted.split(',');
  return ALL.filter(({ architecture, qemu }) => {
    if (!names.includes(architecture) && wanted !== 'all') return false;
    const found = existsSync(`/usr/bin/${qemu}`);
    if (!found) console.warn(`SKIPPED: guests of ${architecture}: ${qemu} is not installed`);
    return found;
  });
}

function guest(
  machine: string,
  architecture: string,
  kernel: string,
  qemu = machine,
): ForeignGuest {
  return { machine, architecture, kernel, suite: 'trixie', qemu: `qemu-system-${qemu}` };
}
