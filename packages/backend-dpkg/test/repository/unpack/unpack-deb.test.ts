import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { makeDeb } from '@supermin/test-support/apt';
import { archive, contentsOf } from '@supermin/test-support/archive';
import { available, hasProgram } from '@supermin/test-support/programs';
import { scratchDirectory } from '@supermin/test-support/scratch';
import { describe, expect, it } from 'vitest';
import { arMembers } from '../../../src/repository/unpack/ar.ts';
import { unpackDeb } from '../../../src/repository/unpack/unpack-deb.ts';

const DESCRIPTION = {
  name: 'tool',
  version: '1:2-3',
  arch: 'amd64',
  files: { 'usr/bin/tool': '#!/bin/sh\n', 'etc/tool.conf': 'answer=42\n' },
  control: { conffiles: '/etc/tool.conf\n', postinst: '#!/bin/sh\n' },
};
const PACKAGE = {
  ...{ name: 'tool', version: '1:2-3', arch: 'amd64', id: 'tool' },
  ...{ source: 0, path: 'x', size: 0, sha256: '' },
};

async function unpack(file: string, pkg = PACKAGE) {
  const { members, notes } = await unpackDeb(file, pkg, new AbortController().signal);
  return { found: await contentsOf(members), notes };
}

describe.runIf(available('dpkg-deb', hasProgram('dpkg-deb')))('unpackDeb', () => {
  it.each(['gzip', 'xz', 'zstd', 'none'])('reads members packed with %s', async (compression) => {
    const file = `${scratchDirectory()}/tool.deb`;
    makeDeb(DESCRIPTION, file, compression);
    const { found, notes } = await unpack(file);
    expect(found['./etc/tool.conf']).toBe('answer=42\n');
    expect(found['./usr/bin/tool']).toBe('#!/bin/sh\n');
    expect(notes.control.postinst).toBe('#!/bin/sh\n');

    const md5 = createHash('md5').update('answer=42\n').digest('hex');
    expect(notes.conffiles).toEqual({ '/etc/tool.conf': md5 });
  });

  it('refuses another package, what is none, and what is cut off', async () => {
    const directory = scratchDirectory();
    const file = `${directory}/tool.deb`;
    makeDeb(DESCRIPTION, file);
    const damaged = expect.objectContaining({ code: 'PACKAGE_DAMAGED' });
    await expect(unpack(file, { ...PACKAGE, version: '2' })).rejects.toEqual(damaged);
    await expect(unpack(file, { ...PACKAGE, name: 'other' })).rejects.toThrow(
      'package other 1:2-3: the file is another package, tool 1:2-3 amd64',
    );
    const bytes = readFileSync(file);
    for (const broken of [Buffer.from(''), Buffer.from('x'.repeat(500)), bytes.subarray(0, 200)]) {
      writeFileSync(file, broken);
      await expect(unpack(file)).rejects.toEqual(damaged);
    }
    writeFileSync(file, bytes.subarray(0, -200));
    await expect(unpack(file)).rejects.toThrow();
  });
});

describe('a control file', () => {
  const text = 'Package: tool\nVersion: 1:2-3\nArchitecture: amd64\n';

  it.each([
    ['a second paragraph', `${text}\nPackage: evil\nStatus: install ok installed\n`],
    ['a line of blanks', `${text}Description: x\n \t\nPackage: evil\n`],
    ['a blank line in front', `\n${text}`],
  ])('is refused with %s', async (_, control) => {
    const file = `${scratchDirectory()}/tool.deb`;
    writeFileSync(file, debOf(control));
    await expect(unpack(file)).rejects.toMatchObject({
      code: 'PACKAGE_DAMAGED',
      message: expect.stringContaining('its control file has a blank line'),
    });
  });

  it('may have blank lines at its end', async () => {
    const file = `${scratchDirectory()}/tool.deb`;
    writeFileSync(file, debOf(`${text}\n\n`));
    expect((await unpack(file)).found).toEqual({ x: '' });
  });
});

/** A package that dpkg-deb would not make. */
function debOf(control: string): Buffer {
  const members: [string, Buffer][] = [
    ['debian-binary', Buffer.from('2.0\n')],
    ['control.tar', archive([{ name: './control', content: control }])],
    ['data.tar', archive([{ name: 'x', content: '' }])],
  ];
  const parts = members.flatMap(([name, bytes]) => [
    Buffer.from(
      `${name.padEnd(16)}${'0'.padEnd(12)}${'0'.padEnd(12)}${'100644'.padEnd(8)}${String(bytes.length).padEnd(10)}\`\n`,
    ),
    bytes,
    Buffer.alloc(bytes.length % 2, '\n'),
  ]);
  return Buffer.concat([Buffer.from('!<arch>\n'), ...parts]);
}

describe('arMembers', () => {
  it('knows members at even offsets, and no archive that says too much', () => {
    const directory = scratchDirectory();
    const header = (name: string, size: number) =>
      `${name.padEnd(16)}${'0'.padEnd(12)}${'0'.padEnd(6)}${'0'.padEnd(6)}${'100644'.padEnd(8)}${String(size).padEnd(10)}\`\n`;
    const read = (text: string) => {
      writeFileSync(`${directory}/x`, text, 'latin1');
      return arMembers(`${directory}/x`);
    };
    const good = `!<arch>\n${header('a/', 3)}abc\n${header('b', 2)}de`;
    expect(read(good)).toEqual([
      { name: 'a', offset: 68, size: 3 },
      { name: 'b', offset: 132, size: 2 },
    ]);
    expect(read(good.slice(0, -1))).toBeUndefined();
    expect(read(`!<arch>\n${header('a', 9_999_999_999)}`)).toBeUndefined();
    expect(read(`!<arch>\n${header('a', 0).replace('`', 'x')}`)).toBeUndefined();
    expect(read(`!<arch>\n${header('a', 0).repeat(101)}`)).toBeUndefined();
  });
});
