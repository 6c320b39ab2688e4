import {
  appendFileSync,
  chmodSync,
  existsSync,
  mkdirSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { type Host, localHost, SuperminError } from '@supermin/core';
import {
  CORNER_SET,
  encodeHeader,
  encodeSqlite,
  FORMATS,
  makeRoot,
} from '@supermin/test-support/rpm';
import { scratchDirectory } from '@supermin/test-support/scratch';
import { describe, expect, it } from 'vitest';
import { DATABASES } from '../../src/database/locations.ts';
import { readDatabase, readPackages } from '../../src/database/read-packages.ts';
import { readWithRpm } from '../../src/database/rpm-dump.ts';
import type { PackageRecord } from '../../src/format/package-record.ts';
import { describeRecords } from '../fixtures/describe-record.ts';
import { signal } from '../fixtures/open.ts';
import { buildRpms, hasProgram, installRpms, run } from '../fixtures/rpm-tools.ts';

type Run = Host['run'];

const missing: Run = async (program) => {
  throw new SuperminError('PROGRAM_MISSING', `the program '${program}' was not found`);
};

/** A root, and the programs that were run for it. */
function watched(root: string, answer: Run = missing) {
  const calls: string[][] = [];
  const host: Host = {
    ...localHost(root),
    run(program, args, options) {
      calls.push([program, ...args]);
      return answer(program, args, options);
    },
  };
  return { host, signal, calls };
}

function put(root: string, path: string, bytes: Buffer): void {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), bytes);
}

const HEADERS = CORNER_SET.map(encodeHeader);
const EMPTY_SQLITE = encodeSqlite([]);

describe('readPackages', () => {
  it.each(DATABASES)('finds %s', async (path) => {
    const root = scratchDirectory();
    const format = Object.values(FORMATS).find(({ file }) => path.endsWith(`/${file}`))!;
    put(root, path, format.encode(HEADERS));
    const context = watched(root);
    expect(await readPackages(context)).toHaveLength(CORNER_SET.length);
    expect(context.calls).toEqual([]);
  });

  it('says where it looked when there is none', async () => {
    const root = scratchDirectory();
    await expect(readPackages(watched(root))).rejects.toMatchObject({
      code: 'RPM_DATABASE_MISSING',
      message: expect.stringContaining(`${root}/var/lib/rpm`),
    });
  });

  it('goes by the content, not by the name', async () => {
    const root = scratchDirectory();
    put(root, 'var/lib/rpm/Packages', FORMATS.ndb.encode(HEADERS));
    expect(await readPackages(watched(root))).toHaveLength(CORNER_SET.length);
  });

  it('follows links, also absolute ones, inside the root', async () => {
    const root = scratchDirectory();
    makeRoot(root);
    mkdirSync(join(root, 'var/lib'), { recursive: true });
    symlinkSync('/usr/lib/sysimage/rpm', join(root, 'var/lib/rpm'));
    expect(await readPackages(watched(root))).toHaveLength(CORNER_SET.length);
  });

  it('passes over the empty database that a wrong rpm has left beside the real one', async () => {
    for (const leftover of [EMPTY_SQLITE, Buffer.alloc(0)]) {
      const root = scratchDirectory();
      makeRoot(root, { format: 'ndb' });
      put(root, 'usr/lib/sysimage/rpm/rpmdb.sqlite', leftover);
      expect(await readPackages(watched(root))).toHaveLength(CORNER_SET.length);
    }
  });

  it('reads a database without packages', async () => {
    const root = scratchDirectory();
    put(root, 'var/lib/rpm/rpmdb.sqlite', EMPTY_SQLITE);
    expect(await readPackages(watched(root))).toEqual([]);
  });

  it('takes something else for damage', async () => {
    const root = scratchDirectory();
    put(root, 'var/lib/rpm/Packages', Buffer.from('this is no database of any kind'));
    await expect(readPackages(watched(root))).rejects.toMatchObject({
      code: 'RPM_DAMAGED',
      message: `${root}/var/lib/rpm/Packages: offset 0: this is no rpm database`,
    });
  });

  it.each(['writeUInt32LE', 'writeUInt32BE'] as const)(
    'says that rpm 5 is not supported (%s)',
    async (write) => {
      const root = scratchDirectory();
      const page = Buffer.alloc(4096);
      page[write](0x053162, 12);
      put(root, 'var/lib/rpm/Packages', page);
      const context = watched(root);
      await expect(readPackages(context)).rejects.toMatchObject({
        code: 'RPM_UNSUPPORTED',
        message: `${root}/var/lib/rpm/Packages: databases of rpm 5 (a Berkeley DB btree) are not supported`,
      });
      expect(context.calls).toEqual([]);
    },
  );

  it('ends when it is told to', async () => {
    const root = scratchDirectory();
    makeRoot(root);
    const aborted = AbortSignal.abort(new Error('enough'));
    await expect(readPackages({ ...watched(root), signal: aborted })).rejects.toThrow('enough');
  });
});

describe('readDatabase with changes in a log', () => {
  const root = scratchDirectory();
  const path = makeRoot(root);
  writeFileSync(`${path}-wal`, 'frames');

  it('asks rpm, with --dbpath', async () => {
    const answer: Run = async () => ({
      status: 0,
      stdout: Buffer.from('a\t(none)\t1\t1\tnoarch\ts\t8\n(none)(none)(none)(none)(none)\n'),
      stderr: Buffer.alloc(0),
    });
    const context = watched(root, answer);
    const records = await readDatabase(context, path);
    expect(records.map(({ name }) => name)).toEqual(['a']);
    expect(context.calls.map((call) => call.slice(0, 5))).toEqual([
      ['rpm', '--eval', '%{_db_backend}'],
      ['rpm', '--dbpath', dirname(path), '-qa', '--qf'],
    ]);
  });

  it('says so where there is no rpm', async () => {
    await expect(readDatabase(watched(root), path)).rejects.toMatchObject({
      code: 'RPM_UNSUPPORTED',
      message: `${path}: changes wait in wal beside it, which rpm has to read`,
    });
  });

  it('passes on what rpm says', async () => {
    const stderr = Buffer.from('error: cannot open Packages database\nerror: again\n');
    const answer: Run = async () => ({ status: 1, stdout: Buffer.alloc(0), stderr });
    await expect(readDatabase(watched(root, answer), path)).rejects.toMatchObject({
      code: 'RPM_QUERY_FAILED',
      message: `${path}: rpm cannot read it: error: cannot open Packages database`,
    });
  });

  it('asks an rpm without weak dependencies again, without them', async () => {
    const stderr = Buffer.from('error: incorrect format: unknown tag: "RECOMMENDNAME"\n');
    const answer: Run = async (_, args) => {
      const isRefused = args.at(-1)!.includes('RECOMMENDNAME');
      return { status: 0, stdout: Buffer.alloc(0), stderr: isRefused ? stderr : Buffer.alloc(0) };
    };
    expect(await readDatabase(watched(root, answer), path)).toEqual([]);
  });

  it('is content with an empty log', async () => {
    truncateSync(`${path}-wal`);
    expect(await readDatabase(watched(root), path)).toHaveLength(CORNER_SET.length);
  });
});

it('does not trust what it read of a database that is being written', async () => {
  const root = scratchDirectory();
  const path = makeRoot(root, { format: 'bdb' });
  // Asked just before the packages are read.
  const throwIfAborted = () => appendFileSync(path, 'more');
  const writing = { throwIfAborted } as unknown as AbortSignal;
  const reading = readDatabase({ ...watched(root), signal: writing }, path);
  await expect(reading).rejects.toMatchObject({
    code: 'RPM_UNSUPPORTED',
    message: `${path}: it was changed while it was read; rpm knows how to wait`,
  });
});

it('never points an rpm without ndb at an ndb database', async () => {
  const root = scratchDirectory();
  const path = makeRoot(root, { format: 'ndb' });
  const bytes = FORMATS.ndb.encode(HEADERS);
  bytes.writeUInt32LE(9, 4);
  writeFileSync(path, bytes);
  const answer: Run = async () => ({
    status: 0,
    stdout: Buffer.from('sqlite\n'),
    stderr: Buffer.alloc(0),
  });
  const context = watched(root, answer);
  await expect(readDatabase(context, path)).rejects.toMatchObject({ code: 'RPM_UNSUPPORTED' });
  expect(context.calls).toEqual([['rpm', '--eval', '%{_db_backend}']]);
});

it('an unreadable database is an error that names it', async () => {
  const root = scratchDirectory();
  const path = makeRoot(root);
  chmodSync(path, 0o000);
  const reading = readPackages(watched(root));
  // root reads everything.
  if (process.getuid?.() === 0) expect(await reading).toHaveLength(CORNER_SET.length);
  else await expect(reading).rejects.toThrow(path);
});

const withRpm = hasProgram('rpmbuild') && process.getuid?.() === 0;
it.runIf(withRpm)('our reader and rpm give the same answer', async () => {
  const scratch = scratchDirectory();
  const root = join(scratch, 'root');
  const rpms = buildRpms(join(scratch, 'build'), CORNER_SET);
  const path = installRpms(root, 'var/lib/rpm', rpms);
  const context = { host: localHost(), signal };
  const ours = describeRecords(await readDatabase(watched(root), path));
  expect(ours.split('\n')).toHaveLength(CORNER_SET.length);
  const theirs = await readWithRpm(context, path);
  expect(describeRecords(theirs.records).split('\n')).toEqual(ours.split('\n'));
});

it.runIf(withRpm && hasProgram('python3'))(
  'reads what is still in the log, through rpm',
  async () => {
    const scratch = scratchDirectory();
    const path = join(scratch, 'rpmdb.sqlite');
    run('rpmdb', ['--dbpath', scratch, '--initdb']);
    const exported = HEADERS.map((header) =>
      Buffer.concat([Buffer.from('8eade80100000000', 'hex'), header]),
    );
    run('rpmdb', ['--dbpath', scratch, '--importdb'], Buffer.concat(exported));
    // A writer that dies before sqlite has moved its changes into the database.
    const script = `
import os, sqlite3, sys
db = sqlite3.connect(sys.argv[1])
db.execute('PRAGMA journal_mode = WAL')
db.execute("DELETE FROM Packages WHERE hnum = 1")
db.execute("DELETE FROM Name WHERE hnum = 1")
db.commit()
os._exit(0)
`;
    run('python3', ['-c', script, path]);
    expect(existsSync(`${path}-wal`)).toBe(true);
    const records = await readDatabase({ host: localHost(), signal }, path);
    expect(records).toHaveLength(CORNER_SET.length - 1);
  },
);

/** Two small packages, of which one was installed with another prefix. */
const RELOCATABLE = `Name: reloc
Version: 1
Release: 1
Summary: s
License: l
BuildArch: noarch
Prefix: /opt/foo
%description
d
%install
mkdir -p %{buildroot}/opt/foo/bin %{buildroot}/opt/foo/etc
echo hi > %{buildroot}/opt/foo/bin/hi
echo a=1 > %{buildroot}/opt/foo/etc/hi.conf
%files
/opt/foo/bin/hi
%config(noreplace) /opt/foo/etc/hi.conf
`;

it.runIf(withRpm)(
  'a relocated package: where rpm -ql says, by both readers (cases/rpm-relocated)',
  async () => {
    const scratch = scratchDirectory();
    const [root, top] = [join(scratch, 'root'), join(scratch, 'build')];
    mkdirSync(join(root, 'var/lib/rpm'), { recursive: true });
    writeFileSync(join(scratch, 'reloc.spec'), RELOCATABLE);
    run('rpmbuild', ['--quiet', '--define', `_topdir ${top}`, '-bb', join(scratch, 'reloc.spec')]);
    const rpm = join(top, 'RPMS/noarch/reloc-1-1.noarch.rpm');
    const force = run('rpm', ['--help']).includes('force-debian') ? ['--force-debian'] : [];
    const database = ['--root', root, '--dbpath', '/var/lib/rpm'];
    run('rpm', [...database, '-i', ...force, '--nodeps', '--prefix', '/srv/bar', rpm]);
    const path = join(root, 'var/lib/rpm/rpmdb.sqlite');
    const pathsOf = (records: readonly PackageRecord[]) =>
      records.flatMap(({ files: { baseNames, directories, directoryIndexes } }) =>
        baseNames.map((name, at) => directories[directoryIndexes[at]!]! + name),
      );
    const expected = run('rpm', [...database, '-ql', 'reloc'])
      .toString()
      .trim()
      .split('\n');
    expect(expected).toEqual(['/srv/bar/bin/hi', '/srv/bar/etc/hi.conf']);
    expect(pathsOf(await readDatabase(watched(root), path))).toEqual(expected);
    const theirs = await readWithRpm({ host: localHost(), signal }, path);
    expect(pathsOf(theirs.records)).toEqual(expected);
  },
);
