import { createHash } from 'node:crypto';
import { lstatSync, mkdirSync, readFileSync, readlinkSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { succeed } from '@supermin/test-support/programs';
import { superminSucceeds } from './installation.ts';

/**
 * A root as Alpine has it: its database in the format that apk publishes, its files those of this machine's packages.
 *
 * @param scratch an existing directory
 * @returns the root
 */
export async function alpineRoot(scratch: string, packages: readonly string[]): Promise<string> {
  const [appliance, root] = [join(scratch, 'alpine.d'), join(scratch, 'alpine')];
  await superminSucceeds(['prepare', '--use-installed', ...packages, '-o', appliance]);
  const options = ['--build', '--include-packagelist', '-f', 'chroot', appliance, '-o', root];
  await superminSucceeds(options);
  const list = readFileSync(join(root, 'packagelist'), 'utf8').trim().split('\n');
  const names = list.map((line) => line.split('_')[0]!);
  const blocks = await Promise.all(names.map((name) => block(root, name, names)));
  rmSync(join(root, 'packagelist'));
  const files = {
    'lib/apk/db/installed': blocks.join(''),
    'etc/apk/world': `${packages.join('\n')}\n`,
    'etc/os-release': 'ID=alpine\nVERSION_ID=3.20.0\n',
  };
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(join(root, dirname(path)), { recursive: true });
    rmSync(join(root, path), { force: true });
    writeFileSync(join(root, path), content);
  }
  return root;
}

async function block(root: string, name: string, names: readonly string[]): Promise<string> {
  const format = ['Version', 'Pre-Depends', 'Depends'].map((field) => `\${${field}}\n`).join('');
  const { stdout } = await succeed('dpkg-query', ['-W', '-f', format, name]);
  const [version = '', ...needs] = stdout.split('\n');
  const words = needs
    .flatMap((list) => list.split(','))
    .flatMap((alternatives) => alternatives.split('|').slice(0, 1))
    .map((word) => word.trim().split(/[\s(:]/)[0]!)
    .filter((word) => names.includes(word));
  const lines = [`P:${name}`, `V:${version.replace(/[^\w.]/g, '_')}-r0`, 'A:x86_64'];
  if (words.length > 0) lines.push(`D:${[...new Set(words)].join(' ')}`);
  if (name === 'dash') lines.push('p:/bin/sh cmd:sh=0.5');
  const paths = (await succeed('dpkg-query', ['-L', name])).stdout.split('\n');
  return `${[...lines, ...fileLines(root, paths)].join('\n')}\n\n`;
}

function fileLines(root: string, paths: readonly string[]): string[] {
  const directories = new Map<string, string[]>();
  for (const path of paths) {
    const status = path === '' ? undefined : lstatSync(root + path, { throwIfNoEntry: false });
    if (status === undefined || path === '/.') continue;
    const directory = (status.isDirectory() ? path : dirname(path)).slice(1);
    const lines = directories.get(directory) ?? [];
    directories.set(directory, lines);
    if (status.isDirectory()) continue;
    const content = status.isSymbolicLink() ? readlinkSync(root + path) : readFileSync(root + path);
    const digest = createHash('sha1').update(content).digest('base64');
    lines.push(`R:${path.slice(path.lastIndexOf('/') + 1)}`, `Z:Q1${digest}`);
  }
  return [...directories].flatMap(([directory, lines]) => [`F:${directory}`, ...lines]);
}
