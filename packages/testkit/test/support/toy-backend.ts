import { createHash } from 'node:crypto';
import {
  type Backend,
  compareBytes,
  type Host,
  type OpenOptions,
  type Package,
  type PackageDatabase,
  type PackageFile,
  SuperminError,
  shownPath,
} from '@supermin/core';
import { permitted } from '@supermin/core/backend';

export const DATABASE = '/var/lib/toy/packages';

interface ToyPackage extends Package {
  needs: string[];
  provides: string[];
  files: (PackageFile & { digest?: string })[];
}

/**
 * A package manager for the tests. A line for each fact, a blank line after each package:
 *
 *     P shell 1.0 any
 *     N libc                        it needs that
 *     V sh                          it provides that
 *     F /usr/bin/shell              it has that file
 *     C /etc/shell.conf 5d41...     and that config file, whose bytes have this SHA-256
 */
export function toyBackend(
  more: Partial<Backend> = {},
  change: (
    database: PackageDatabase,
    options: OpenOptions,
  ) => Partial<PackageDatabase> = () => ({}),
): Backend {
  return {
    name: 'toy',
    freshness(host) {
      if (permitted(() => host.stat(DATABASE)) === undefined) throw missing(host);
      return [DATABASE];
    },
    async open(options) {
      const database = openToy(options.host);
      return { ...database, ...change(database, options) };
    },
    ...more,
  };
}

export const sha256 = (bytes: Uint8Array | string) =>
  createHash('sha256').update(bytes).digest('hex');

function missing(host: Host): SuperminError {
  return new SuperminError(
    'TOY_MISSING',
    `${shownPath(host, DATABASE)}: there is no database that you may read`,
  );
}

function openToy(host: Host): PackageDatabase {
  if (permitted(() => host.stat(DATABASE)) === undefined) throw missing(host);
  const packages = parse(host.readFile(DATABASE).toString('latin1'));
  const own = ({ id }: Package) => {
    const found = packages.find((each) => each.id === id);
    if (found === undefined) throw new SuperminError('TOY_UNKNOWN', `${id} is not in ${DATABASE}`);
    return found;
  };
  const find = (name: string) =>
    packages.filter(
      (each) =>
        [each.name, ...each.provides].includes(name) ||
        each.files.some(({ path }) => path === name),
    );
  return {
    find,
    essential: () => find('libc'),
    closure(roots) {
      const found = new Set(roots.map(own));
      for (const { needs } of found)
        for (const need of needs) for (const p of find(need)) found.add(p);
      return [...found];
    },
    async contents(wanted, signal) {
      signal.throwIfAborted();
      return wanted.map(own).map((each) => ({ package: each, files: each.files }));
    },
    async pristine(contents, { useInstalled }) {
      const files = contents
        .flatMap(({ package: pkg }) => own(pkg).files)
        .filter(({ path, config }) => config && permitted(() => host.stat(path))?.type === 'file')
        .sort((a, b) => compareBytes(a.path, b.path));
      return files.map(({ path, digest }) => {
        const bytes = host.readFile(path);
        const { mode, mtime } = host.stat(path)!;
        if (useInstalled || sha256(bytes) === digest) return { path, mode, mtime, bytes };
        throw new SuperminError('TOY_EDITED', `${path} was edited`);
      });
    },
    listEntry: ({ id, version }) => `${id}-${version}`,
  };
}

const LINE = {
  P: /^P (\w+) ([\w.]+) (\w+)$/,
  N: /^N (\S+)$/,
  V: /^V (\S+)$/,
  F: /^F ((?:\/(?!\.{1,2}(?:\/|$))[^/\0]+)+)$/,
  C: /^C ((?:\/(?!\.{1,2}(?:\/|$))[^/\0 ]+)+) ([0-9a-f]{64})$/,
};

function parse(text: string): ToyPackage[] {
  const packages: ToyPackage[] = [];
  for (const [number, line] of text.split('\n').entries()) {
    if (line === '') continue;
    const kind = line[0] as keyof typeof LINE;
    const [, first = '', second = '', third = ''] = LINE[kind]?.exec(line) ?? [];
    const current = packages.at(-1);
    if (first === '' || (current === undefined && kind !== 'P')) throw damaged(number);
    if (kind === 'P') {
      if (packages.some((each) => each.id === first)) throw damaged(number);
      const facts = { name: first, version: second, arch: third, id: first };
      packages.push({ ...facts, needs: [], provides: [], files: [] });
    } else if (kind === 'N') current!.needs.push(first);
    else if (kind === 'V') current!.provides.push(first);
    else current!.files.push({ path: first, config: kind === 'C', digest: second });
  }
  return packages;
}

function damaged(number: number): SuperminError {
  return new SuperminError('TOY_DAMAGED', `${DATABASE}: line ${number + 1}`);
}
