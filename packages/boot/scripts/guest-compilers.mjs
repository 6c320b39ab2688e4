// The compilers for the guest init that are installed here. As a program it prints them on one line, with their versions: what a
// build is made of besides the sources (see build in the top package.json).
import { spawnSync } from 'node:child_process';
import os from 'node:os';
import { argv } from 'node:process';
import { fileURLToPath } from 'node:url';

/** Name as `uname -m` has it, the cross compilers to try, and flags of that architecture alone. */
const TARGETS = [
  { arch: 'x86_64', candidates: ['x86_64-linux-gnu-gcc'], flags: [] },
  { arch: 'aarch64', candidates: ['aarch64-linux-gnu-gcc'], flags: ['-mno-outline-atomics'] },
  { arch: 'riscv64', candidates: ['riscv64-linux-gnu-gcc'], flags: [] },
  { arch: 'ppc64le', candidates: ['powerpc64le-linux-gnu-gcc'], flags: [] },
  { arch: 's390x', candidates: ['s390x-linux-gnu-gcc'], flags: [] },
  {
    arch: 'armv7l',
    candidates: ['arm-linux-gnueabihf-gcc', 'arm-linux-gnu-gcc'],
    flags: ['-march=armv7-a+fp'],
  },
  { arch: 'i686', candidates: ['i686-linux-gnu-gcc'], flags: ['-march=i686'] },
];

/** Each target with `compiler`, undefined where none is installed, or without the kernel's headers; `isHost` if it is this machine's architecture. */
export function compilers() {
  const host = os.machine();
  return TARGETS.map(({ arch, candidates, flags }) => {
    const isHost = arch === host || (arch === 'armv7l' && host.startsWith('armv7'));
    const compiler = compilerFor(arch, isHost ? ['gcc', 'cc', ...candidates] : candidates);
    return { arch, isHost, compiler, flags };
  });
}

/** The first that is there, makes code for `arch`, and has the kernel's headers. */
function compilerFor(arch, candidates) {
  for (const compiler of candidates) {
    const probe = spawnSync(compiler, ['-dumpmachine'], { encoding: 'utf8' });
    if (probe.status === 0 && sameMachine(probe.stdout.trim(), arch) && hasHeaders(compiler)) {
      return compiler;
    }
  }
  return undefined;
}

function hasHeaders(compiler) {
  const input = '#include <asm/fcntl.h>\n';
  return spawnSync(compiler, ['-E', '-x', 'c', '-'], { input, stdio: 'pipe' }).status === 0;
}

/** `x86_64-linux-gnu`, `x86_64-redhat-linux`, `x86_64-pc-linux-gnu` are all x86_64. */
function sameMachine(triplet, arch) {
  const machine = triplet.split('-')[0];
  if (arch === 'armv7l') return machine.startsWith('arm');
  if (arch === 'ppc64le') return machine === 'powerpc64le' || machine === 'ppc64le';
  if (arch === 'i686') return /^i[3-6]86$/.test(machine);
  return machine === arch;
}

if (argv[1] === fileURLToPath(import.meta.url)) {
  const versions = compilers().flatMap(({ compiler }) => {
    if (compiler === undefined) return [];
    const { stdout } = spawnSync(compiler, ['-dumpfullversion'], { encoding: 'utf8' });
    return `${compiler}-${stdout.trim()}`;
  });
  console.log(versions.join(' '));
}
