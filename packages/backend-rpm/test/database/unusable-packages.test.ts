import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { localHost } from '@supermin/core';
import { closureOf } from '@supermin/test-support/backends';
import type { PackageDescription } from '@supermin/test-support/rpm';
import { encodeHeader, FORMATS, type Format } from '@supermin/test-support/rpm';
import { scratchDirectory } from '@supermin/test-support/scratch';
import { describe, expect, it } from 'vitest';
import { readWithRpm } from '../../src/database/rpm-dump.ts';
import { HEADER_MAGIC } from '../../src/format/header.ts';
import { openRoot, signal } from '../fixtures/open.ts';
import { hasProgram, run } from '../fixtures/rpm-tools.ts';

const PACKAGES: readonly PackageDescription[] = [
  { name: 'app', version: '1', requires: ['lib'] },
  { name: 'lib', version: '1' },
  { name: 'odd', version: '1', provides: ['thing'], files: [{ path: '/usr/bin/oddity' }] },
  { name: 'needs-odd', version: '1', requires: ['odd'] },
  { name: 'needs-thing', version: '1', requires: ['thing'] },
];

/** One bit of the record of `odd` is another: not of its name. */
function spoiled(described: PackageDescription): Buffer {
  const header = encodeHeader(described);
  const at = header.indexOf('oddity');
  if (at >= 0) header[at]! ^= 1;
  return header;
}

function makeRoot(format: Format, headers: readonly Buffer[]): string {
  const root = scratchDirectory();
  const path = join(root, 'var/lib/rpm', FORMATS[format].file);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, FORMATS[format].encode([...headers]));
  return root;
}

describe.each(Object.keys(FORMATS) as Format[])('a header with a wrong digest, in %s', (format) => {
  it('that nobody needs is a warning that names it', async () => {
    const opened = await openRoot(makeRoot(format, PACKAGES.map(spoiled)));
    expect(await closureOf(opened, ['app'])).toEqual(['app', 'lib']);
    expect(opened.events).toEqual([
      {
        kind: 'warning',
        text: expect.stringMatching(
          /var\/lib\/rpm\/\S+: offset \d+: a header with a wrong digest: package odd; ignored$/,
        ),
        hint: expect.any(String),
      },
    ]);
  });

  it.each(['odd', 'thing', 'needs-odd', 'needs-thing'])('is an error for %s', async (name) => {
    const opened = await openRoot(makeRoot(format, PACKAGES.map(spoiled)));
    await expect(closureOf(opened, [name])).rejects.toMatchObject({
      code: 'RPM_DAMAGED',
      message: expect.stringContaining('package odd'),
    });
  });
});

describe('a record whose name or version no list can hold', () => {
  it.each<[string, Partial<PackageDescription>, string]>([
    ['name', { name: 'odd\n../evil' }, 'odd\\x0a../evil'],
    ['name', { name: '-odd' }, '-odd'],
    ['version', { version: '1\n2' }, 'odd'],
    ['release', { release: '1\x1b[2J' }, 'odd'],
    ['arch', { arch: 'no arch' }, 'odd'],
  ])('%s: a warning, and no package (%j)', async (_, odd, shown) => {
    const root = makeRoot('sqlite', [encodeHeader({ name: 'odd', version: '1', ...odd })]);
    const { database, events } = await openRoot(root);
    expect(events).toMatchObject([
      {
        kind: 'warning',
        text: expect.stringMatching(/: a package with an impossible name or version: package /),
      },
    ]);
    expect(events[0]).toMatchObject({ text: expect.stringContaining(`package ${shown}; ignored`) });
    expect(() => database.find(odd.name ?? 'odd')).toThrow('impossible name or version');
  });
});

it.runIf(hasProgram('rpm'))('rpm itself skips the same header, and reads the others', async () => {
  const directory = scratchDirectory();
  const path = join(directory, 'rpmdb.sqlite');
  const exported = PACKAGES.flatMap((each) => [HEADER_MAGIC, encodeHeader(each)]);
  run('rpmdb', ['--dbpath', directory, '--initdb']);
  run('rpmdb', ['--dbpath', directory, '--importdb'], Buffer.concat(exported));
  const bytes = readFileSync(path, 'latin1');
  writeFileSync(path, bytes.replaceAll('oddity', 'odeity'), 'latin1');
  const names = run('rpm', ['--dbpath', directory, '-qa', '--qf', '%{NAME}\\n']);
  const read = await readWithRpm({ host: localHost(), signal }, path);
  const theirs = read.records.map(({ name }) => name).sort();
  expect(theirs).toEqual(names.toString().trim().split('\n').sort());
  expect(theirs).toEqual(['app', 'lib', 'needs-odd', 'needs-thing']);
  expect(read.skipped.map(({ error }) => error.message)).toEqual([
    expect.stringContaining('skipping h#'),
  ]);
});
