import { constants } from 'node:os';

/** Why QEMU ended, in words of ours: its own repeat its command line. */
export interface QemuFailure {
  fact: string;
  hint?: string;
  /** It has nothing to do with the accelerator or the form of the kernel: another attempt would end alike. */
  final: boolean;
}

/** How QEMU ended, and with what. */
export interface Ending {
  /** 128+N when killed by signal N. */
  status: number;
  /** What it said on standard error. */
  errors: string;
  /** MiB. */
  memory: number;
}

const ENOUGH_MEMORY = 512;

interface Explanation {
  pattern: RegExp;
  fact(match: readonly string[], ending: Ending): string;
  hint: string;
  final: boolean;
}

/** QEMU's words (versions 5 to 10), and what they mean to a user of ours. */
const EXPLANATIONS: readonly Explanation[] = [
  {
    pattern: /cannot set up guest memory|Cannot allocate memory|failed to resize memory/i,
    fact: (_, { memory }) => `this host has not ${memory} MiB of memory for the VM`,
    hint: 'give it less with --memory',
    final: true,
  },
  {
    pattern:
      /(?:temporary file|temporary overlay|temp(?:orary)? ?file) '([^']*)\/[^/']*'.*: (.+)$/i,
    fact: ([, directory, reason]) =>
      `${directory}: what the guest writes is kept there, and cannot be: ${reason}`,
    hint: 'set TMPDIR to a directory that you can write to, on a disk with free space',
    final: true,
  },
  {
    pattern: /No space left on device|Disk quota exceeded/,
    fact: ([reason]) => `no place for what the guest writes: ${reason}`,
    hint: 'set TMPDIR to a directory on a disk with free space',
    final: true,
  },
  {
    pattern: /initrd is too large|ramdisk.*too (?:large|big)/i,
    fact: (_, { memory }) => `the initrd does not fit into ${memory} MiB of memory`,
    hint: 'give the VM more with --memory',
    final: true,
  },
  {
    pattern: /(?:romfile|BIOS|firmware|option rom) ["']([^"']+)["']/i,
    fact: ([, file]) => `QEMU does not find its firmware ${file}`,
    hint: 'install it: Debian and Ubuntu seabios, ipxe-qemu; Fedora seabios-bin, ipxe-roms-qemu; Arch seabios; openSUSE qemu-seabios, qemu-ipxe',
    final: false,
  },
  {
    pattern:
      /could not (?:open|load) kernel(?: file)? '([^']+)'(?:: (.+))?|(invalid kernel header|PVH ELF Note)/i,
    fact: ([, file, reason, header]) =>
      `QEMU cannot load the kernel${file ? ` ${file}` : ''}: ${reason ?? header ?? 'it is not a kernel for this machine'}`,
    hint: 'choose another kernel with --kernel, or build the appliance again',
    final: false,
  },
  {
    pattern: /could not (?:open|load|read) (?:initrd|initial ram ?disk)[^']*'([^']+)'(?:: (.+))?/i,
    fact: ([, file, reason]) =>
      `QEMU cannot load the initrd ${file}: ${reason ?? 'it cannot be read'}`,
    hint: 'build the appliance again',
    final: true,
  },
  {
    pattern: /Could not set up host forwarding rule '(?:tcp:)?([^']*?)-/,
    fact: ([, address]) => `cannot listen on ${address}`,
    hint: 'another program uses this port, or only root may; publish another one',
    final: true,
  },
  {
    pattern: /network backend 'user' is not compiled|expects a netdev backend type/,
    fact: () => 'this QEMU has no user network',
    hint: 'install a QEMU that was built with slirp, or do without --net and --publish',
    final: true,
  },
  {
    pattern: /Is another process using the image \[(.+)\]\?/,
    fact: ([, file]) => `another program uses the disk ${file}`,
    hint: 'wait until it ends, or use a copy',
    final: true,
  },
  {
    pattern: /Could not open '([^']+)': (.+)$/,
    fact: ([, file, reason]) => `QEMU cannot open the disk ${file}: ${reason}`,
    hint: 'it has to be a file that you can read; or build the appliance again',
    final: true,
  },
  {
    pattern: /'file' driver requires '([^']+)' to be a regular file/,
    fact: ([, file]) => `QEMU cannot open the disk ${file}: not a regular file`,
    hint: 'build the appliance again',
    final: true,
  },
  {
    pattern:
      /(?:unsupported machine type|'[^']+' is not a valid device model name|Unsupported machine|unable to find CPU model).*/i,
    fact: ([what]) => `this QEMU lacks what the VM needs: ${what}`,
    hint: 'install all of QEMU for this architecture, version 5 or later',
    final: true,
  },
  {
    pattern: /Could not access KVM kernel module: (.+)|failed to initialize kvm: (.+)/i,
    fact: ([, a, b]) => `KVM cannot be used: ${a ?? b}`,
    hint: 'use --accel tcg to emulate the guest, or add yourself to the group that owns /dev/kvm, usually kvm',
    final: false,
  },
];

/**
 * Explains an end that nobody asked for.
 *
 * @param console the console's last lines
 */
export function explainFailure(ending: Ending, console: string): QemuFailure {
  const line = reasonLine(ending.errors);
  for (const { pattern, fact, hint, final } of EXPLANATIONS) {
    const match = pattern.exec(line);
    if (match !== null) return { fact: fact(match, ending), hint, final };
  }
  if (ending.status > 128) return killed(ending);
  if (line !== '') return { fact: line, final: false };
  return stopped(ending, console);
}

/** The last thing that QEMU said that is no warning, without its name and its option. */
function reasonLine(errors: string): string {
  const lines = errors
    .split('\n')
    .filter((line) => !/^$|warning:|terminating on signal|^Use -machine help/.test(line));
  return (lines.at(-1) ?? '').replace(
    /^\S*qemu[^:\s]*: (?:error: )?(?:-[a-z]+ .*?: (?=[A-Z'])|-[a-z]+ \S+: )?/,
    '',
  );
}

function killed({ status, memory }: Ending): QemuFailure {
  const signal = status - 128;
  if (signal === constants.signals.SIGKILL) {
    return {
      fact: 'QEMU was killed (SIGKILL), as Linux does when memory runs out',
      hint: `see 'dmesg'; give the VM less than ${memory} MiB with --memory`,
      final: true,
    };
  }
  const name = Object.entries(constants.signals).find(([, number]) => number === signal)?.[0];
  return { fact: `QEMU crashed (${name ?? `signal ${signal}`})`, final: false };
}

/** It did what it was told: the guest's kernel restarted the machine. */
function stopped({ status, memory }: Ending, console: string): QemuFailure {
  if (status !== 0) return { fact: `QEMU ended with status ${status}`, final: false };
  const isShort =
    /deadlocked on memory|out of memory|Initramfs unpacking failed/i.test(console) ||
    (console === '' && memory < ENOUGH_MEMORY);
  if (!isShort) return { fact: "the guest's kernel stopped", final: false };
  return {
    fact: `the guest's kernel stopped: ${memory} MiB of memory are too little for it`,
    hint: 'give the VM more with --memory; the default is 1024',
    final: false,
  };
}
