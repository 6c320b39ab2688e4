import { copyFileSync, existsSync, mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { localHost } from '@supermin/core';
import { beforeAll, describe, expect, it } from 'vitest';
import { readDatabase } from '../../src/database/read-packages.ts';
import { readWithRpm } from '../../src/database/rpm-dump.ts';
import { describeRecords } from '../fixtures/describe-record.ts';
import { closureOf, type Opened, openRoot, signal } from '../fixtures/open.ts';
import { oracleProblems, RpmOracle } from '../fixtures/rpm-oracle.ts';
import { exportHeaders, hasProgram, run } from '../fixtures/rpm-tools.ts';
import { scratchDirectory } from '../fixtures/scratch.ts';
import { SHARED_DATA } from '../fixtures/shared-data.ts';
import { writeFormat } from '../fixtures/write-format.ts';

const context = { host: localHost(), signal };
const isRunnable = existsSync(SHARED_DATA) && hasProgram('rpm') && hasProgram('xz');

/** A root with one of the databases: where it lies is made up. Returns its path. */
function prepare(root: string, name: string, file: string): string {
  const directory = join(root, 'var/lib/rpm');
  mkdirSync(directory, { recursive: true });
  const path = join(directory, file);
  const source = join(SHARED_DATA, name);
  if (existsSync(join(source, file))) copyFileSync(join(source, file), path);
  else {
    const headers = run('xz', ['-dc', join(source, `${name}.hdrs.xz`)]);
    run('rpmdb', ['--dbpath', directory, '--importdb'], headers);
  }
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
    const theirs = describeRecords(await readWithRpm(context, path)).split('\n');
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

/** Ten packages of each, small and large; CentOS 8's have rich dependencies. */
const SAMPLES: Readonly<Record<string, readonly string[]>> = {
  'cbl-mariner-2.0': 'bash coreutils curl gnupg2 krb5 openssl-libs rpm sed systemd tdnf'.split(' '),
  'centos7-plain': 'bash curl dbus gnupg2 nss passwd python rpm util-linux yum'.split(' '),
  'centos8-modularitylabel':
    'bash coreutils-single curl dnf dracut gawk glibc-common openssl-libs rpm systemd'.split(' '),
};

describe.runIf(isRunnable)('closures by the package manager\u2019s own queries', () => {
  describe.each(Object.keys(SAMPLES))('%s', (name) => {
    const root = scratchDirectory();
    let opened: Opened;
    let oracle: RpmOracle;
    beforeAll(async () => {
      const path = prepare(root, name, 'rpmdb.sqlite');
      oracle = new RpmOracle(dirname(path));
      opened = await openRoot(root);
    });

    it.each(SAMPLES[name]!)('%s', async (root) => {
      const closure = await closureOf(opened, [root]);
      expect(closure).toContain(root);
      expect(oracleProblems(oracle, root, closure)).toEqual([]);
    });
  });
});
