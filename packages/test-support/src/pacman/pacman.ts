import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { output } from '../programs/output.ts';

/** A configuration that trusts everything, and whose own files are all below one directory. */
export function configuration(
  directory: string,
  repositories: Record<string, string> = {},
): string {
  return [
    '[options]',
    'Architecture = x86_64',
    'SigLevel = Never',
    `CacheDir = ${directory}/cache`,
    `LogFile = ${directory}/log`,
    `HookDir = ${directory}/hooks`,
    `GPGDir = ${directory}/keys`,
    ...Object.entries(repositories).flatMap(([name, path]) => [
      `[${name}]`,
      `Server = file://${path}`,
    ]),
    '',
  ].join('\n');
}

/** Installs package files into a root by pacman itself. */
export function installPackages(root: string, scratch: string, paths: readonly string[]): void {
  for (const name of ['cache', 'hooks']) mkdirSync(join(scratch, name), { recursive: true });
  const database = join(root, 'var/lib/pacman');
  mkdirSync(database, { recursive: true });
  writeFileSync(join(scratch, 'pacman.conf'), configuration(scratch));
  output('pacman', [
    ...['--config', join(scratch, 'pacman.conf'), '--root', root, '--dbpath', database],
    ...['--noconfirm', '--noscriptlet', '--noprogressbar', '-U', ...paths],
  ]);
}
