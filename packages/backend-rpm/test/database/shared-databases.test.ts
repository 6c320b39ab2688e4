import { copyFileSync, existsSync, mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { localHost } from '@supermin/core';
import { closureOf, type Opened } from '@supermin/test-support/backends';
import { writeFormat } from '@supermin/test-support/rpm';
import { scratchDirectory } from '@supermin/test-support/scratch';
import { beforeAll, describe, expect, it } from 'vitest';
import { readDatabase } from '../../src/database/read-packages.ts';
import { readWithRpm } from '../../src/database/rpm-dump.ts';
import { bdbBlobs } from '../../src/format/bdb.ts';
import { ndbBlobs } from '../../src/format/ndb.ts';
import { RandomAccessFile } from '../../src/format/random-access-file.ts';
import { describeRecords } from '../fixtures/describe-record.ts';
import { dnfClosure } from '../fixtures/dnf-oracle.ts';
import { openRoot, signal } from '../fixtures/open.ts';
import { oracleProblems, RpmOracle } from '../fixtures/rpm-oracle.ts';
import { exportHeaders, hasProgram, run } from '../fixtures/rpm-tools.ts';
import { SHARED_DATA } from '../fixtures/shared-data.ts';

const context = { host: localHost(), signal };
const isRunnable = existsSync(SHARED_DATA) && hasProgram('rpm') && hasProgram('xz');

const imported = new Map<string, string>();

/** Where the database lies; one that is kept as a list of headers is made a database once. */
function original(name: string, file: string): string {
  const source = join(SHARED_DATA, name);
  if (existsSync(join(source, file))) return join(source, file);
  let directory = imported.get(name);
  if (directory === undefined) {
    directory = scratchDirectory();
    const headers = run('xz', ['-dc', join(source, `${name}.hdrs.xz`)]);
    run('rpmdb', ['--dbpath', directory, '--importdb'], headers);
    imported.set(name, directory);
  }
  return join(directory, file);
}

/** A root with a copy of one of the databases, since rpm may write beside it. Returns its path. */
function prepare(root: string, name: string, file: string): string {
  const path = join(root, 'var/lib/rpm', file);
  mkdirSync(dirname(path), { recursive: true });
  copyFileSync(original(name, file), path);
  return path;
}

async function describeOurs(path: string): Promise<string[]> {
  return describeRecords(await readDatabase(context, path)).split('\n');
}

describe.runIf(isRunnable)('a database of others is read as rpm reads it', () => {
  it.each([
    ['cbl-mariner-2.0', 'rpmdb.sqlite', 129],
    ['rpm-tests-sqlite', 'rpmdb.sqlite', 3],
    ['libuuid-bdb', 'Packages', 1],
    ['centos7-plain', 'rpmdb.sqlite', 144],
    ['centos8-modularitylabel', 'rpmdb.sqlite', 518],
  ])('%s/%s', async (name, file, packages) => {
    const path = prepare(scratchDirectory(), name, file);
    const ours = await describeOurs(path);
    expect(ours).toHaveLength(packages);
    const theirs = describeRecords((await readWithRpm(context, path)).records).split('\n');
    expect(ours.filter((line, at) => line !== theirs[at])).toEqual([]);
  });

  it.each(['centos7-plain', 'centos8-modularitylabel'])('%s in every format', async (name) => {
    const root = scratchDirectory();
    const path = prepare(root, name, 'rpmdb.sqlite');
    const expected = await describeOurs(path);
    const headers = exportHeaders(dirname(path));
    for (const format of ['ndb', 'bdb'] as const) {
      const other = await describeOurs(writeFormat(dirname(path), format, headers));
      expect(other.filter((line, at) => line !== expected[at])).toEqual([]);
    }
  });

  it('sle15-bci/Packages.db, which Debian\u2019s rpm cannot read, by its checksums', async () => {
    const lines = await describeOurs(prepare(scratchDirectory(), 'sle15-bci', 'Packages.db'));
    expect(lines).toHaveLength(35);
  });
});

interface Sample {
  name: string;
  file: string;
  /** Ten of its packages, small and large, or all that it has. */
  packages: readonly string[];
}

const SAMPLES: readonly Sample[] = [
  [
    'cbl-mariner-2.0',
    'rpmdb.sqlite',
    'bash coreutils curl gnupg2 krb5 openssl-libs rpm sed systemd tdnf',
  ],
  ['centos7-plain', 'rpmdb.sqlite', 'bash curl dbus gnupg2 nss passwd python rpm util-linux yum'],
  [
    'centos8-modularitylabel',
    'rpmdb.sqlite',
    'bash coreutils-single curl dnf dracut gawk glibc-common openssl-libs rpm systemd',
  ],
  [
    'sle15-bci',
    'Packages.db',
    'bash coreutils filesystem glibc libelf1 libncurses6 libselinux1 perl-base rpm-ndb sles-release',
  ],
  ['libuuid-bdb', 'Packages', 'libuuid'],
  ['rpm-tests-sqlite', 'rpmdb.sqlite', 'foo gpg-pubkey hlinktest'],
].map(([name, file, packages]) => ({ name, file, packages: packages!.split(' ') }) as Sample);

describe.runIf(isRunnable)('closures by the package manager\u2019s own queries', () => {
  describe.each(SAMPLES)('$name', ({ name, file, packages }) => {
    const root = scratchDirectory();
    let opened: Opened;
    let oracle: RpmOracle;
    beforeAll(async () => {
      const path = prepare(root, name, file);
      opened = await openRoot(root);
      oracle = new RpmOracle(readableByRpm(path));
    });

    it.each(packages)('%s', async (root) => {
      const closure = await closureOf(opened, [root]);
      expect(closure).toContain(root);
      expect(oracleProblems(oracle, root, closure)).toEqual([]);
      expect(oracle.closure(root)).toEqual(closure);
    });
  });
});

/** A directory with the same packages in a format that Debian's rpm can look things up in: sqlite, by way of its import. */
function readableByRpm(path: string): string {
  if (path.endsWith('.sqlite')) return dirname(path);
  const file = new RandomAccessFile(path);
  const readBlobs = path.endsWith('.db') ? ndbBlobs : bdbBlobs;
  const magic = Buffer.from('8eade80100000000', 'hex');
  const headers = [...readBlobs(file)].flatMap(({ bytes }) => [magic, bytes]);
  file.close();
  const directory = scratchDirectory();
  run('rpmdb', ['--dbpath', directory, '--importdb'], Buffer.concat(headers));
  return directory;
}

const canAskDnf = isRunnable && hasProgram('dnf') && process.getuid?.() === 0;
describe.runIf(canAskDnf)('closures by dnf, rich dependencies and all', () => {
  const root = scratchDirectory();
  const home = scratchDirectory();
  let opened: Opened;
  beforeAll(async () => {
    prepare(root, 'centos8-modularitylabel', 'rpmdb.sqlite');
    opened = await openRoot(root);
  });

  // (annobin if gcc), (gcc >= 8 with gcc < 9)
  it.each(['annobin', 'redhat-rpm-config'])('%s', async (name) => {
    const theirs = dnfClosure(root, '/var/lib/rpm', home, name);
    expect(theirs.length).toBeGreaterThan(1);
    expect(await closureOf(opened, [name])).toEqual(theirs);
  });
});
