import { type BytePath, type Host, joinPath, parentPath } from '@supermin/core';
import { withBytesOf } from './bytes-of.ts';
import { type ElfNeeds, readElf } from './elf.ts';
import type { GuestView } from './guest-view.ts';

/** Debian's directories, by `e_machine`. */
const TRIPLETS: Readonly<Record<number, string>> = {
  3: 'i386-linux-gnu',
  21: 'powerpc64le-linux-gnu',
  22: 's390x-linux-gnu',
  40: 'arm-linux-gnueabihf',
  62: 'x86_64-linux-gnu',
  183: 'aarch64-linux-gnu',
  243: 'riscv64-linux-gnu',
};

/** Where ld.so(8) looks after all else. */
const DEFAULTS: readonly BytePath[] = ['/lib64', '/usr/lib64', '/lib', '/usr/lib'];

/** The files of a program's libraries, those that are there: as ld.so(8) finds them, but by its configuration, not its cache. */
export function findLibraries(
  path: BytePath,
  elf: ElfNeeds,
  view: GuestView,
  configured: readonly BytePath[],
): BytePath[] {
  const triplet = TRIPLETS[elf.machine] ?? 'none';
  const directories = [
    ...elf.runpath.map((each) => each.replace(/\$\{?ORIGIN\}?/g, parentPath(path))),
    ...configured,
    ...[`/lib/${triplet}`, `/usr/lib/${triplet}`],
    ...DEFAULTS,
  ].filter((directory) => directory.startsWith('/'));
  return elf.needed.flatMap((name) => {
    const candidates = directories.map((directory) => joinPath(directory, name));
    return candidates.find((candidate) => isAlike(candidate, elf, view)) ?? [];
  });
}

/** The directories of ld.so.conf and the files that it includes by custom. */
export function configuredDirectories(host: Host): BytePath[] {
  const more = '/etc/ld.so.conf.d';
  const names = host.stat(more)?.type === 'directory' ? host.readdir(more) : [];
  const files = ['/etc/ld.so.conf', ...names.map((name) => joinPath(more, name))];
  return files.flatMap((file) => {
    if (host.stat(file)?.type !== 'file') return [];
    return (
      host
        .readFile(file)
        .toString('latin1')
        .match(/^\/\S+/gm) ?? []
    );
  });
}

/** Another architecture's library of the same name is passed over. */
function isAlike(path: BytePath, { kind, machine }: ElfNeeds, view: GuestView): boolean {
  if (view.stat(path)?.type !== 'file') return false;
  const found = withBytesOf(view.open(path), readElf);
  return found?.kind === kind && found.machine === machine;
}
