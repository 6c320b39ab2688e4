import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { gzipSync } from 'node:zlib';
import { createLock } from '@supermin/core';
import { AptRepository, SigningKey } from '@supermin/test-support/apt';
import { archive, type Member } from '@supermin/test-support/archive';
import { RepositoryScratch } from '@supermin/test-support/backends';
import { available, hasProgram } from '@supermin/test-support/programs';
import { describe, expect, it } from 'vitest';
import { backend } from '../../src/backend.ts';

const HAS_TOOLS = ['gpg', 'gpgv', 'xz'].every((name) => available(name, hasProgram(name)));

const CONTROL = 'Package: tool\nVersion: 1\nArchitecture: all\nDescription: x\n';
const INDEX = 'main/binary-amd64/Packages';

/** An archive whose own key has signed what a test makes of it: the last one who can be wrong. */
class Signed extends RepositoryScratch {
  readonly key = new SigningKey(`${this.top}/k`);
  readonly repository = new AptRepository(`${this.top}/m`, [], { key: this.key });

  constructor() {
    super(backend);
  }

  /** One package, whose stanza and file are these. */
  put(file: Buffer, edit: (stanza: string) => string = (text) => text): void {
    const path = `${this.top}/m/pool/tool.deb`;
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, file);
    const size = `Filename: pool/tool.deb\nSize: ${file.length}\nSHA256: ${sha256(file)}\n`;
    this.index(edit(CONTROL + size));
  }

  index(text: string): void {
    this.repository.write(INDEX, Buffer.from(text, 'latin1'));
    const bytes = Buffer.from(text, 'latin1');
    this.repository.writeRelease([` ${sha256(bytes)} ${bytes.length} ${INDEX}`]);
  }

  async rootOf(name = 'tool') {
    const file = `${this.top}/my.list`;
    const by = `[signed-by=${this.key.keyring}]`;
    writeFileSync(file, `deb ${by} file:${this.top}/m stable main\n`);
    const more = { family: 'debian/dpkg', from: [file], arch: 'amd64', packages: [name] };
    return this.root(await createLock({ ...this.options, ...more }));
  }
}

function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

function ar(members: readonly (readonly [name: string, bytes: Buffer])[]): Buffer {
  const parts = members.flatMap(([name, bytes]) => [
    Buffer.from(
      `${name.padEnd(16)}${'0'.padEnd(24)}${'100644'.padEnd(8)}${String(bytes.length).padEnd(10)}\`\n`,
    ),
    bytes,
    Buffer.alloc(bytes.length % 2, '\n'),
  ]);
  return Buffer.concat([Buffer.from('!<arch>\n'), ...parts]);
}

const BINARY = ['debian-binary', Buffer.from('2.0\n')] as const;
const control = (text = CONTROL, more: Member[] = []) =>
  ['control.tar', archive([{ name: './control', content: text }, ...more])] as const;
const data = (members: readonly Member[] = [{ name: './x', content: 'x' }]) =>
  ['data.tar', archive(members)] as const;
const deb = (members: readonly Member[]) => ar([BINARY, control(), data(members)]);

/** Packages whose digests are right, and which are none. */
const FILES: readonly (readonly [what: string, code: string, file: Buffer])[] = [
  ['is empty', 'PACKAGE_DAMAGED', Buffer.alloc(0)],
  ['is text', 'PACKAGE_DAMAGED', Buffer.from('<html>log in first</html>'.repeat(20))],
  ['is an archive of ar only', 'PACKAGE_DAMAGED', Buffer.from('!<arch>\n')],
  ['begins with another member', 'PACKAGE_DAMAGED', ar([control(), BINARY, data()])],
  ['has no control.tar', 'PACKAGE_DAMAGED', ar([BINARY, data()])],
  ['has no data.tar', 'PACKAGE_DAMAGED', ar([BINARY, control()])],
  ['is cut off in a member', 'PACKAGE_DAMAGED', ar([BINARY, control(), data()]).subarray(0, -700)],
  [
    'has a member with a size that is none',
    'PACKAGE_DAMAGED',
    Buffer.from(
      ar([BINARY, control(), data()]).toString('latin1').replace('4         `', 'x         `'),
      'latin1',
    ),
  ],
  ['has more members than any', 'PACKAGE_DAMAGED', ar([BINARY, ...Array(120).fill(control())])],
  [
    'is packed in a way that nobody knows',
    'PACKAGE_DAMAGED',
    ar([BINARY, control(), ['data.tar.rar', Buffer.from('x')]]),
  ],
  [
    'has a data.tar.gz that is none',
    '',
    ar([BINARY, control(), ['data.tar.gz', Buffer.from('no gzip')]]),
  ],
  [
    'has a data.tar.xz that is none',
    '',
    ar([BINARY, control(), ['data.tar.xz', Buffer.from('no xz at all')]]),
  ],
  [
    'has a data.tar.gz that is cut off',
    '',
    ar([BINARY, control(), ['data.tar.gz', gzipSync(data()[1]).subarray(0, 60)]]),
  ],
  [
    'has a data.tar that is cut off',
    'ARCHIVE_DAMAGED',
    ar([
      BINARY,
      control(),
      ['data.tar', data([{ name: './x', content: 'x'.repeat(5000) }])[1].subarray(0, 2000)],
    ]),
  ],
  [
    'unpacks to more than any package',
    'LAYER_SIZE',
    ar([BINARY, control(), ['data.tar.gz', bomb()]]),
  ],
  [
    'is another package',
    'PACKAGE_DAMAGED',
    ar([BINARY, control(CONTROL.replace('tool', 'evil')), data()]),
  ],
  [
    'is another version',
    'PACKAGE_DAMAGED',
    ar([BINARY, control(CONTROL.replace(': 1', ': 2')), data()]),
  ],
  [
    'is for another architecture',
    'PACKAGE_DAMAGED',
    ar([BINARY, control(CONTROL.replace('all', 'arm64')), data()]),
  ],
  ['has no control file', 'PACKAGE_DAMAGED', ar([BINARY, ['control.tar', archive([])], data()])],
  [
    'has two packages in its control file',
    'PACKAGE_DAMAGED',
    ar([BINARY, control(`${CONTROL}\nPackage: evil\nStatus: install ok installed\n`), data()]),
  ],
  [
    'has a control file above its directory',
    'PACKAGE_DAMAGED',
    ar([BINARY, control(CONTROL, [{ name: '../evil', content: 'x' }]), data()]),
  ],
  [
    'has a control file in a directory',
    'PACKAGE_DAMAGED',
    ar([BINARY, control(CONTROL, [{ name: './a/b', content: 'x' }]), data()]),
  ],
  [
    'has a link among its control files',
    'PACKAGE_DAMAGED',
    ar([
      BINARY,
      control(CONTROL, [{ name: './postinst', type: '2', linkname: '/bin/sh' }]),
      data(),
    ]),
  ],
  ["has '..' in front", 'ARCHIVE_MEMBER', deb([{ name: '../evil', content: 'x' }])],
  ["has '..' in the middle", 'ARCHIVE_MEMBER', deb([{ name: './a/../../evil', content: 'x' }])],
  ["has '..' at the end", 'ARCHIVE_MEMBER', deb([{ name: './a/..', type: '5' }])],
  [
    "has '..' in a hard link",
    'ARCHIVE_MEMBER',
    deb([{ name: './a', type: '1', linkname: '../../etc/shadow' }]),
  ],
  [
    'has a hard link to a file of this machine',
    'ARCHIVE_MEMBER',
    deb([{ name: './a', type: '1', linkname: '/etc/passwd' }]),
  ],
  ['has a link to nowhere', 'ARCHIVE_MEMBER', deb([{ name: './a', type: '2', linkname: '' }])],
  ['has a name with NUL', '', deb([{ name: './x', content: '', pax: { path: 'a\0b' } }])],
  [
    'has a name that is too long',
    'TREE_PATH',
    deb([{ name: './x', content: '', pax: { path: 'n'.repeat(300) } }]),
  ],
  [
    'has links in a circle',
    'TREE_LINK_LOOP',
    deb([
      { name: './a', type: '2', linkname: 'b' },
      { name: './b', type: '2', linkname: 'a' },
      { name: './a/x', content: 'x' },
    ]),
  ],
  [
    'has a file below a file',
    'TREE_NOT_DIRECTORY',
    deb([
      { name: './a', content: 'x' },
      { name: './a/x', content: 'x' },
    ]),
  ],
  [
    'has an impossible owner',
    'ARCHIVE_MEMBER',
    deb([{ name: './a', content: 'x', pax: { uid: '4294967295' } }]),
  ],
];

/** Two gigabytes of zeros behind a header, in two megabytes. */
function bomb(): Buffer {
  const size = 2 ** 31;
  const header = archive([{ name: './bomb', content: '' }]).subarray(0, 512);
  header.write(`${size.toString(8).padStart(11, '0')}\0`, 124, 'latin1');
  header.write('        ', 148, 'latin1');
  const sum = header.reduce((total, byte) => total + byte, 0);
  header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148, 'latin1');
  const zeros = gzipSync(Buffer.alloc(1 << 26), { level: 9 });
  // Members of gzip one behind the other are one file.
  return Buffer.concat([gzipSync(header), ...Array<Buffer>(size / (1 << 26)).fill(zeros)]);
}

/** Stanzas that no archive has, of a package that is whole. */
const STANZAS: readonly (readonly [what: string, from: RegExp, to: string])[] = [
  ['a version that leads out', /^Version: .*/m, 'Version: ../1'],
  ['a version with a blank', /^Version: .*/m, 'Version: 1 2'],
  ['a version with a control character', /^Version: .*/m, 'Version: 1\x1b[2J'],
  ['a version with a name in it', /^Version: .*/m, 'Version: 1_2'],
  ['an absolute Filename', /^Filename: .*/m, 'Filename: pool//etc/passwd'],
  ['a Filename with a question', /^Filename: .*/m, 'Filename: pool/tool.deb?x'],
  ['a Filename with a blank', /^Filename: .*/m, 'Filename: pool/to ol.deb'],
  ['a Filename with a backslash', /^Filename: .*/m, 'Filename: pool\\tool.deb'],
  ['a hidden Filename', /^Filename: .*/m, 'Filename: pool/.tool.deb'],
  ['a Filename that leads out', /^Filename: .*/m, 'Filename: pool/../../tool.deb'],
  ['an empty SHA256', /^SHA256: .*/m, 'SHA256:'],
  ['a SHA256 that is too short', /^SHA256: (.).*/m, 'SHA256: $1'],
  ['a SHA256 that is none', /^SHA256: ./m, 'SHA256: x'],
  ['an MD5 only', /^SHA256: .{32}/m, 'MD5sum: '],
  ['a Size of hexadecimal digits', /^Size: .*/m, 'Size: 0x10'],
  ['a Size with a fraction', /^Size: .*/m, 'Size: 1.5'],
];

/** Names that dpkg would not take, for what may be asked for as well as be there. */
const NAMES = ['../tool', 'to/ol', '-tool', '.tool', 'tool;x', 'tool$x', "tool'x", 'tool\x07'];

describe.runIf(HAS_TOOLS)('what an archive has signed and is wrong nevertheless', () => {
  it.each(FILES)('is refused: a file that %s', async (_, code, file) => {
    const signed = new Signed();
    signed.put(file);
    const failure = await signed.rootOf().then(
      () => undefined,
      (error: Error & { code?: string }) => error,
    );
    expect(failure).toMatchObject({ code: expect.stringContaining(code) });
    expect(failure!.message).not.toBe('');
    expect(signed.kept()).toEqual([]);
  });

  it.each(STANZAS)('is refused: an index entry with %s', async (_, from, to) => {
    const signed = new Signed();
    signed.put(deb([{ name: './x', content: 'x' }]), (stanza) => stanza.replace(from, to));
    await expect(signed.rootOf()).rejects.toMatchObject({
      code: 'INDEX_DAMAGED',
      message: expect.stringContaining('tool'),
    });
    expect(signed.kept()).toEqual([]);
  });

  it.each(NAMES)('is refused: a package named %j', async (name) => {
    const signed = new Signed();
    signed.put(
      deb([]),
      (stanza) => `${stanza.replace('Package: tool', () => `Package: ${name}`)}Provides: wanted\n`,
    );
    await expect(signed.rootOf('wanted')).rejects.toMatchObject({
      code: expect.stringMatching(/^(?:INDEX_DAMAGED|PACKAGES_)/),
    });
    expect(signed.kept()).toEqual([]);
  });

  it.each([
    ['a paragraph without a name', 'Version: 1\nArchitecture: all\n'],
    ['a paragraph without a version', 'Package: tool\nArchitecture: all\n'],
    [
      'a paragraph without an end',
      `Package: tool\nVersion: 1\nDescription: ${'x'.repeat(5 << 20)}`,
    ],
  ])('is refused: an index with %s', async (_, text) => {
    const signed = new Signed();
    signed.index(text);
    await expect(signed.rootOf()).rejects.toMatchObject({ code: 'INDEX_DAMAGED' });
    expect(signed.kept()).toEqual([]);
  });

  it('takes the package that all of these are made from', async () => {
    const signed = new Signed();
    signed.put(deb([{ name: './x', content: 'x' }]));
    expect((await signed.rootOf()).host.lstat('/x')).toMatchObject({ type: 'file' });
  });
});
