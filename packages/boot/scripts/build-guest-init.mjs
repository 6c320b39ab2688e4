// Builds the guest init for this machine's architecture, and for every other one whose cross compiler is installed:
//
//     guest/init.c  --gcc-->            dist/guest/init-x86_64
//                   --aarch64-linux-gnu-gcc-->   dist/guest/init-aarch64      ...
//
// The output is the same for the same compiler: no build id, no paths, no times.
import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, statSync } from 'node:fs';
import os from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const LARGEST = 48 * 1024;
const root = fileURLToPath(new URL('..', import.meta.url));
const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));

/** Name as `uname -m` has it, the compilers to try, and flags of that architecture alone. */
const targets = [
  { arch: 'x86_64', compilers: ['x86_64-linux-gnu-gcc'], flags: [] },
  { arch: 'aarch64', compilers: ['aarch64-linux-gnu-gcc'], flags: ['-mno-outline-atomics'] },
  { arch: 'riscv64', compilers: ['riscv64-linux-gnu-gcc'], flags: [] },
  { arch: 'ppc64le', compilers: ['powerpc64le-linux-gnu-gcc'], flags: [] },
  { arch: 's390x', compilers: ['s390x-linux-gnu-gcc'], flags: [] },
  {
    arch: 'armv7l',
    compilers: ['arm-linux-gnueabihf-gcc', 'arm-linux-gnu-gcc'],
    flags: ['-march=armv7-a+fp'],
  },
  { arch: 'i686', compilers: ['i686-linux-gnu-gcc'], flags: ['-march=i686'] },
];

const flags = [
  '-std=gnu11',
  '-Os',
  '-Wall',
  '-Wextra',
  '-ffreestanding',
  '-nostdlib',
  '-static',
  '-fno-pie', // distributions make position-independent programs by default, which need a loader
  '-no-pie',
  '-fno-stack-protector', // its guard lives in libc's thread storage
  '-fno-asynchronous-unwind-tables',
  '-fno-unwind-tables',
  '-Wl,--build-id=none',
  '-Wl,-z,noexecstack',
  '-Wl,-z,noseparate-code', // no page of padding between code and data
  '-fno-ident',
  '-s',
  `-DSUPERMIN_VERSION="${version}"`,
];

/** True when the compiler is there and makes code for `arch`. */
function compilerFor(arch, candidates) {
  for (const compiler of candidates) {
    const probe = spawnSync(compiler, ['-dumpmachine'], { encoding: 'utf8' });
    if (probe.status === 0 && sameMachine(probe.stdout.trim(), arch)) return compiler;
  }
  return undefined;
}

/** `x86_64-linux-gnu`, `x86_64-redhat-linux`, `x86_64-pc-linux-gnu` are all x86_64. */
function sameMachine(triplet, arch) {
  const machine = triplet.split('-')[0];
  if (arch === 'armv7l') return machine.startsWith('arm');
  if (arch === 'ppc64le') return machine === 'powerpc64le' || machine === 'ppc64le';
  if (arch === 'i686') return /^i[3-6]86$/.test(machine);
  return machine === arch;
}

const out = join(root, 'dist', 'guest');
mkdirSync(out, { recursive: true });
const hostArch = os.machine();
const made = [];
const missing = [];
for (const { arch, compilers, flags: own } of targets) {
  const isHost = arch === hostArch || (arch === 'armv7l' && hostArch.startsWith('armv7'));
  const compiler = compilerFor(arch, isHost ? ['gcc', 'cc', ...compilers] : compilers);
  if (compiler === undefined) {
    missing.push({ arch, isHost, compiler: compilers[0] });
    continue;
  }
  const file = join(out, `init-${arch}`);
  const result = spawnSync(compiler, [...flags, ...own, '-o', file, join('guest', 'init.c')], {
    cwd: root,
    stdio: 'inherit',
  });
  if (result.status !== 0) {
    console.error(`guest init for ${arch}: ${compiler} failed`);
    console.error(
      'the kernel headers are needed too: Debian linux-libc-dev, Fedora kernel-headers',
    );
    if (isHost) process.exit(1);
    continue;
  }
  const { size } = statSync(file);
  if (size >= LARGEST) {
    console.error(`guest init for ${arch}: ${size} bytes, and ${LARGEST} are too many`);
    process.exit(1);
  }
  made.push(`${arch} (${size} bytes)`);
}
console.log(`guest init: ${made.join(', ')}`);
if (missing.length > 0) {
  console.log(`guest init: no compiler for ${missing.map(({ arch }) => arch).join(', ')}`);
}
const host = missing.find(({ isHost }) => isHost);
if (host !== undefined) {
  console.error(`guest init: gcc is needed to build it for this machine (${host.arch})`);
  console.error('install it: Debian gcc libc6-dev, Fedora gcc kernel-headers, Arch gcc');
  process.exit(1);
}
