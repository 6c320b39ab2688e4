import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { output } from '../programs/output.ts';

/** A Debian package to be made. */
export interface DebDescription {
  name: string;
  version?: string;
  arch?: string;
  /** More fields of its control file: `Depends`. */
  fields?: Readonly<Record<string, string>>;
  /** What it ships, by path without a slash in front. */
  files?: Readonly<Record<string, string>>;
  /** Other files of control.tar: scripts, `conffiles`. */
  control?: Readonly<Record<string, string>>;
}

/** All times in it, in seconds since the epoch. */
const TIME = '1700000000';

const SCRIPTS = ['preinst', 'postinst', 'prerm', 'postrm'];

export function controlOf({
  name,
  version = '1',
  arch = 'all',
  fields = {},
}: DebDescription): string {
  const all = {
    ...{ Package: name, Version: version, Architecture: arch },
    ...{ Maintainer: 'Nobody <nobody@example.org>', Description: 'a package of a test' },
    ...fields,
  };
  return Object.entries(all)
    .map(([field, value]) => `${field}: ${value}\n`)
    .join('');
}

export function debFileName({ name, version = '1', arch = 'all' }: DebDescription): string {
  return `${name}_${version.replace(/^\d+:/, '')}_${arch}.deb`;
}

/**
 * Makes a package with dpkg-deb, root's.
 *
 * @param compression as dpkg-deb has it: xz, gzip, zstd, none
 */
export function makeDeb(description: DebDescription, file: string, compression = 'gzip'): void {
  const tree = mkdtempSync(`${file}.`);
  try {
    const { files = {}, control = {} } = description;
    const write = (path: string, text: string, mode: number) => {
      const place = join(tree, path);
      mkdirSync(dirname(place), { recursive: true });
      writeFileSync(place, text, 'latin1');
      chmodSync(place, mode);
    };
    chmodSync(tree, 0o755);
    write('DEBIAN/control', controlOf(description), 0o644);
    for (const [name, text] of Object.entries(control)) {
      write(`DEBIAN/${name}`, text, SCRIPTS.includes(name) ? 0o755 : 0o644);
    }
    for (const [path, text] of Object.entries(files)) {
      write(path, text, /bin\/|^init$/.test(path) ? 0o755 : 0o644);
    }
    const args = ['--root-owner-group', `-Z${compression}`, '--build', tree, file];
    output('env', [`SOURCE_DATE_EPOCH=${TIME}`, 'dpkg-deb', ...args]);
  } finally {
    rmSync(tree, { recursive: true });
  }
}
