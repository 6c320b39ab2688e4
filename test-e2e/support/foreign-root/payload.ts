import { type ChildProcess, spawn } from 'node:child_process';
import { lstatSync, mkdirSync, renameSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { succeed } from '@supermin/test-support/programs';
import type { DebianPackage } from './debian-package.ts';
import { BASE_DIRECTORIES, MERGED_DIRECTORIES } from './layout.ts';

/** A file or directory of this machine that goes into a package of another distribution. */
export interface PayloadFile {
  /** Where it belongs; never below one of the links into /usr. */
  path: string;
  /** Where it is here. */
  source: string;
  directory: boolean;
  conffile: boolean;
}

const LEFT_OUT = [
  /^\/usr\/share\/(doc|doc-base|info|lintian|locale|man|bug)(\/|$)/,
  // What tells which distribution this is.
  /^\/(usr\/lib|etc)\/os-release$/,
  /^\/etc\/(debian_version|issue|issue\.net|dpkg|apt)(\/|$)/,
  /^\/etc\/(update-)?motd/,
  // The image goes to its modules; the rest is of no use without a boot loader.
  /^\/boot\/(config|System\.map)-/,
];

/**
 * The files of each package that are there (some machines leave documentation out), in the order of dpkg's list. What
 * `makeLayout` makes is not among them.
 */
export async function payloadsOf(
  packages: readonly DebianPackage[],
): Promise<Map<DebianPackage, PayloadFile[]>> {
  const { stdout } = await succeed('dpkg-query', ['-L', ...packages.map(({ id }) => id)]);
  const lists = stdout.split('\n\n').map((text) => text.split('\n'));
  // A path belongs to the first package that lists it, also where another spells it `/lib/x`.
  const taken = new Set<string>();
  return new Map(
    packages.map((each, number) => [
      each,
      lists[number]!.flatMap((path) => payloadFile(path, each, taken) ?? []),
    ]),
  );
}

function payloadFile(
  listed: string,
  { conffiles }: DebianPackage,
  taken: Set<string>,
): PayloadFile | undefined {
  // Other lines tell of diversions.
  if (!listed.startsWith('/') || listed === '/.') return undefined;
  const source = listed.replace(/^\/(bin|sbin|lib|lib64)(?=\/)/, '/usr/$1');
  const path = source.replace(/^\/boot\/vmlinuz-(.*)$/, '/usr/lib/modules/$1/vmlinuz');
  const status = lstatSync(Buffer.from(source, 'latin1'), { throwIfNoEntry: false });
  if (status === undefined || LEFT_OUT.some((pattern) => pattern.test(path))) return undefined;
  if (BASE_DIRECTORIES.includes(path)) return undefined;
  if (MERGED_DIRECTORIES.some((name) => path === `/${name}`)) return undefined;
  if (!status.isDirectory()) {
    if (taken.has(path)) return undefined;
    taken.add(path);
  }
  return { path, source, directory: status.isDirectory(), conffile: conffiles.has(listed) };
}

/** Copies files with owners, modes, times, hard links and capabilities. Needs root, as their owners do. */
export async function copyPayload(files: readonly PayloadFile[], target: string): Promise<void> {
  const attributes = ['--xattrs', '--xattrs-include=security.capability'];
  const from = [
    '-cf',
    '-',
    '-C',
    '/',
    '--warning=no-file-changed',
    ...attributes,
    '--no-recursion',
    '--null',
    '-T',
    '-',
  ];
  const pack = spawn('tar', from, { stdio: ['pipe', 'pipe', 'inherit'] });
  const into = ['-xpf', '-', '-C', target, ...attributes, '--keep-directory-symlink'];
  const unpack = spawn('tar', into, { stdio: [pack.stdout, 'inherit', 'inherit'] });
  pack.stdout.destroy();
  pack.stdin.end(Buffer.from(files.map(({ source }) => `.${source}\0`).join(''), 'latin1'));
  // 1: a directory has changed meanwhile, as this machine's own do.
  await Promise.all([ended(pack, [0, 1]), ended(unpack, [0])]);
  for (const { path, source } of files) {
    if (path === source) continue;
    mkdirSync(dirname(join(target, path)), { recursive: true });
    renameSync(join(target, source), join(target, path));
  }
}

function ended(child: ChildProcess, good: readonly (number | null)[]): Promise<void> {
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (status) => {
      if (good.includes(status)) resolve();
      else reject(new Error(`${child.spawnargs.join(' ')}: status ${status}`));
    });
  });
}
