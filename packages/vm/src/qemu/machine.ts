import type { Architecture } from '@supermin/boot';

/** How virtio devices are attached, as the end of QEMU's device names: `virtio-blk-pci`. */
export type VirtioBus = 'pci' | 'ccw' | 'device';

/** What QEMU needs to know to emulate one architecture for a short-lived Linux guest. */
export interface Machine {
  arch: Architecture;
  /** QEMU's programs for it, the usual one first. */
  binaries: readonly string[];
  /** `-machine`: type and properties that take work out of the boot. */
  type: string;
  bus: VirtioBus;
  /** `console=` of the kernel for QEMU's first serial port. */
  console: string;
  /** `-cpu` under emulation; with KVM it is always `host`. */
  emulatedCpu: string;
  /** Whether the guest needs a virtio-rng device, because its CPU has no random numbers of its own. */
  randomDevice: boolean;
  /** `node:os` architectures (`os.machine()`) whose KVM runs this guest. */
  kvmHosts: readonly string[];
  /** Words of the kernel command line that only make sense here. */
  kernelOptions: readonly string[];
  /** Those that only help an emulated CPU, and one that has no second one beside it. */
  emulation: { kernelOptions: readonly string[]; oneCpu: readonly string[] };
  /** The packages that hold the program: a sentence for a hint. */
  packages: string;
}

/*
 * x86: measured with Debian 12's QEMU 7.2 and its 6.1 kernel, time to a command's start under emulation
 * (see README): q35 has no IDE disks that the kernel would wait for, as pc has, and needs no firmware of
 * its own as microvm does. microvm is faster still, but under emulation its one timer often does not let
 * the kernel calibrate the TSC, and then the boot hangs.
 */
const X86_KERNEL_OPTIONS = [
  'no_timer_check', // the emulated timer works
  'tsc=reliable', // no second clock to watch the first
  'edd=off', // no BIOS calls for disk geometry
  '8250.nr_uarts=1',
  'i8042.noaux',
  'i8042.nopnp',
  'i8042.dumbkbd',
];

const X86_EMULATION = {
  kernelOptions: [
    // Or the kernel turns 9,000 lock prefixes into nothing, one by one, each through a mapping of its own: 0.1 s.
    'noreplace-smp',
    // The TSC is this machine's own, and on a busy one a kernel that QEMU emulates measures its rate wrongly: time has been seen to
    // run nine times too fast, for good.
    'clocksource=hpet',
  ],
  // Calibrating the local APIC's timer takes 0.1 s by definition. One CPU can as well be woken by the HPET.
  oneCpu: ['noapictimer'],
};

const X86: Omit<Machine, 'arch' | 'binaries' | 'kvmHosts' | 'packages'> = {
  type: 'q35,vmport=off,sata=off,smbus=off',
  bus: 'pci',
  console: 'ttyS0',
  emulatedCpu: 'max,la57=off', // four levels of page tables to walk, not five
  randomDevice: false,
  kernelOptions: X86_KERNEL_OPTIONS,
  emulation: X86_EMULATION,
};

const OTHERS = {
  bus: 'pci',
  randomDevice: true,
  kernelOptions: [],
  emulation: { kernelOptions: [], oneCpu: [] },
} as const;

const MACHINES: Record<Architecture, Omit<Machine, 'arch'>> = {
  x86_64: {
    ...X86,
    binaries: ['qemu-system-x86_64', 'qemu-kvm', '/usr/libexec/qemu-kvm'],
    kvmHosts: ['x86_64'],
    packages:
      'Debian and Ubuntu: qemu-system-x86; Fedora and RHEL: qemu-kvm; Arch: qemu-base; openSUSE: qemu-x86',
  },
  i686: {
    ...X86,
    binaries: ['qemu-system-i386', 'qemu-system-x86_64', 'qemu-kvm', '/usr/libexec/qemu-kvm'],
    kvmHosts: ['x86_64', 'i686'],
    packages:
      'Debian and Ubuntu: qemu-system-x86; Fedora: qemu-system-x86; Arch: qemu-base; openSUSE: qemu-x86',
  },
  aarch64: {
    ...OTHERS,
    binaries: ['qemu-system-aarch64', 'qemu-kvm', '/usr/libexec/qemu-kvm'],
    type: 'virt,gic-version=max',
    console: 'ttyAMA0',
    emulatedCpu: 'max,pauth-impdef=on',
    kvmHosts: ['aarch64'],
    packages:
      'Debian and Ubuntu: qemu-system-arm; Fedora: qemu-system-aarch64; RHEL: qemu-kvm; Arch: qemu-system-aarch64; openSUSE: qemu-arm',
  },
  armv7l: {
    ...OTHERS,
    binaries: ['qemu-system-arm'],
    type: 'virt,highmem=off',
    bus: 'device',
    console: 'ttyAMA0',
    emulatedCpu: 'cortex-a15',
    kvmHosts: ['armv7l'],
    packages:
      'Debian and Ubuntu: qemu-system-arm; Fedora: qemu-system-arm; Arch: qemu-system-arm; openSUSE: qemu-arm',
  },
  ppc64le: {
    ...OTHERS,
    binaries: ['qemu-system-ppc64', 'qemu-kvm', '/usr/libexec/qemu-kvm'],
    type: 'pseries',
    console: 'hvc0',
    emulatedCpu: 'power9',
    kvmHosts: ['ppc64le'],
    packages:
      'Debian and Ubuntu: qemu-system-ppc; Fedora: qemu-system-ppc; RHEL: qemu-kvm; Arch: qemu-system-ppc; openSUSE: qemu-ppc',
  },
  riscv64: {
    ...OTHERS,
    binaries: ['qemu-system-riscv64'],
    type: 'virt',
    console: 'ttyS0',
    emulatedCpu: 'rv64',
    kvmHosts: ['riscv64'],
    packages:
      'Debian and Ubuntu: qemu-system-misc (later qemu-system-riscv); Fedora: qemu-system-riscv; Arch: qemu-system-riscv; openSUSE: qemu-extra',
  },
  s390x: {
    ...OTHERS,
    binaries: ['qemu-system-s390x', 'qemu-kvm', '/usr/libexec/qemu-kvm'],
    type: 's390-ccw-virtio',
    bus: 'ccw',
    console: 'ttysclp0',
    emulatedCpu: 'max',
    kvmHosts: ['s390x'],
    packages:
      'Debian and Ubuntu: qemu-system-misc (later qemu-system-s390x); Fedora: qemu-system-s390x; RHEL: qemu-kvm; Arch: qemu-system-s390x; openSUSE: qemu-s390x',
  },
};

export function machineFor(arch: Architecture): Machine {
  return { arch, ...MACHINES[arch] };
}
