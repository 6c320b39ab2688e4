// Builds the guest init for this machine's architecture, and for every other one whose cross compiler is installed:
//
//     guest/init.c  --gcc-->            dist/guest/init-x86_64
//                   --aarch64-linux-gnu-gcc-->   dist/guest/init-aarch64      ...
//
// The output is the same for the same compiler: no build id, no paths, no times.
import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { compilers } from './guest-compilers.mjs';

const LARGEST = 48 * 1024;
const root = fileURLToPath(new URL('..', import.meta.url));
const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));

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

const out = join(root, 'dist', 'guest');
mkdirSync(out, { recursive: true });
const made = [];
const missing = [];
for (const { arch, isHost, compiler, flags: own } of compilers()) {
  if (compiler === undefined) {
    missing.push({ arch, isHost });
    continue;
  }
  const file = join(out, `init-${arch}`);
  const result = spawnSync(compiler, [...flags, ...own, '-o', file, join('guest', 'init.c')], {
    cwd: root,
    stdio: 'inherit',
  });
  if (result.status !== 0) {
    console.error(`guest init for ${arch}: ${compiler} failed`);
    process.exit(1);
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
  console.log(
    `guest init: no compiler, or none with the kernel's headers, for ${missing.map(({ arch }) => arch).join(', ')}`,
  );
}
const host = missing.find(({ isHost }) => isHost);
if (host !== undefined) {
  console.error(
    `guest init: gcc and the kernel's headers are needed for this machine's (${host.arch})`,
  );
  console.error('install it: Debian gcc libc6-dev, Fedora gcc kernel-headers, Arch gcc');
  process.exit(1);
}
