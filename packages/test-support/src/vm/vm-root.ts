import { execFileSync } from 'node:child_process';
import { accessSync, constants, cpSync, existsSync, mkdirSync, realpathSync } from 'node:fs';
import os from 'node:os';
import { delimiter, dirname, join } from 'node:path';

/** The programs of this host that a test's root is made of, with the libraries that they need. */
const PROGRAMS = [
  'sh',
  'cat',
  'head',
  'sleep',
  'stty',
  'ls',
  'true',
  'id',
  'uname',
  'touch',
  'mount',
  'umount',
  'prlimit',
  'truncate',
  'mkdir',
  'ln',
  'chmod',
  'chown',
];

/** Programs of the administrator are not on everybody's PATH. */
const PATH = `${process.env.PATH ?? ''}${delimiter}/usr/sbin${delimiter}/sbin`;

/** Why no VM can be booted here; undefined if one can. Told once, so that nobody takes a quiet run for a full one. */
export function whyNoVm(): string | undefined {
  const missing = ['qemu-system-x86_64', 'mke2fs', 'ldd'].filter(
    (program) => programPath(program) === undefined,
  );
  const reasons = [
    ...(os.machine() === 'x86_64' ? [] : [`this machine is ${os.machine()}, not x86_64`]),
    ...missing.map((program) => `${program} is missing`),
    ...(existsSync('/lib/modules') ? [] : ['no kernel is installed']),
  ];
  if (reasons.length === 0) return undefined;
  console.warn(`no VMs are booted: ${reasons.join(', ')}`);
  return reasons.join(', ');
}

/** Copies a few programs of this host, and the libraries that they need, into a new tree. */
export function copyPrograms(tree: string): void {
  for (const name of PROGRAMS) copyProgram(name, tree);
}

/** An ext2 image of a directory, made by mke2fs. */
export function makeImage(tree: string, image: string, options: readonly string[] = []): void {
  const argv = ['-q', '-F', '-t', 'ext2', ...options, '-d', tree, image, '64M'];
  execFileSync(programPath('mke2fs')!, argv);
}

function copyProgram(name: string, tree: string): void {
  const program = programPath(name, '/usr/bin:/bin')!;
  const libraries = execFileSync('ldd', [program], { encoding: 'latin1' }).matchAll(/(\/\S+) \(/g);
  for (const file of [program, ...[...libraries].map(([, library]) => library!)]) {
    const place = file === program ? join(tree, 'bin', name) : join(tree, file);
    mkdirSync(dirname(place), { recursive: true });
    cpSync(realpathSync(file), place);
  }
}

function programPath(name: string, path = PATH): string | undefined {
  return path
    .split(delimiter)
    .map((directory) => join(directory, name))
    .find((file) => {
      try {
        accessSync(file, constants.X_OK);
        return true;
      } catch {
        return false;
      }
    });
}
