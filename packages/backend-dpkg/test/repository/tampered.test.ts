import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { gzipSync } from 'node:zlib';
import { createLock } from '@supermin/core';
import { AptRepository, SigningKey } from '@supermin/test-support/apt';
import { archive, type Member } from '@supermin/test-support/archive';
import { Refusals, RepositoryScratch } from '@supermin/test-support/backends';
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
const FILES: readonly (readonly [what: string, error: string, file: Buffer])[] = [
  ['is empty', 'PACKAGE_DAMAGED it is no Debian package', Buffer.alloc(0)],
  [
    'is text',
    'PACKAGE_DAMAGED it is no Debian package',
    Buffer.from('<html>log in first</html>'.repeat(20)),
  ],
  ['is an archive of ar only', 'PACKAGE_DAMAGED it is no Debian package', Buffer.from('!<arch>\n')],
  [
    'begins with another member',
    'PACKAGE_DAMAGED it is no Debian package',
    ar([control(), BINARY, data()]),
  ],
  [
    'has no control.tar',
    'PACKAGE_DAMAGED it has no control.tar that can be read',
    ar([BINARY, data()]),
  ],
  [
    'has no data.tar',
    'PACKAGE_DAMAGED it has no data.tar that can be read',
    ar([BINARY, control()]),
  ],
  [
    'is cut off in a member',
    'PACKAGE_DAMAGED it is no Debian package',
    ar([BINARY, control(), data()]).subarray(0, -700),
  ],
  [
    'has a member with a size that is none',
    'PACKAGE_DAMAGED it is no Debian package',
    Buffer.from(
      ar([BINARY, control(), data()]).toString('latin1').replace('4         `', 'x         `'),
      'latin1',
    ),
  ],
  [
    'has more members than any',
    'PACKAGE_DAMAGED it is no Debian package',
    ar([BINARY, ...Array(120).fill(control())]),
  ],
  [
    'is packed in a way that nobody knows',
    'PACKAGE_DAMAGED it has no data.tar that can be read',
    ar([BINARY, control(), ['data.tar.rar', Buffer.from('x')]]),
  ],
  [
    'has a control.tar.gz that is none',
    'PACKAGE_DAMAGED package tool 1: incorrect header check',
    ar([BINARY, ['control.tar.gz', Buffer.from('no gzip')], data()]),
  ],
  [
    'has a control.tar.xz that is none',
    'PROGRAM_FAILED tool 1: xz ended with status 1',
    ar([BINARY, ['control.tar.xz', Buffer.from('no xz at all')], data()]),
  ],
  [
    'has a data.tar.gz that is none',
    'PACKAGE_DAMAGED incorrect header check',
    ar([BINARY, control(), ['data.tar.gz', Buffer.from('no gzip')]]),
  ],
  [
    'has a data.tar.xz that is none',
    'PROGRAM_FAILED xz ended with status 1: xz: (stdin): File format not recognized',
    ar([BINARY, control(), ['data.tar.xz', Buffer.from('no xz at all')]]),
  ],
  [
    'has a data.tar.gz that is cut off',
    'PACKAGE_DAMAGED unexpected end of file',
    ar([BINARY, control(), ['data.tar.gz', gzipSync(data()[1]).subarray(0, 60)]]),
  ],
  [
    'has a data.tar that is cut off',
    'ARCHIVE_DAMAGED the archive is truncated or corrupt: it ends too early',
    ar([
      BINARY,
      control(),
      ['data.tar', data([{ name: './x', content: 'x'.repeat(5000) }])[1].subarray(0, 2000)],
    ]),
  ],
  [
    'unpacks to more than any package',
    'LAYER_SIZE unpacks to too much: there may be ',
    ar([BINARY, control(), ['data.tar.gz', bomb()]]),
  ],
  [
    'is another package',
    'PACKAGE_DAMAGED the file is another package, evil 1 all',
    ar([BINARY, control(CONTROL.replace('tool', 'evil')), data()]),
  ],
  [
    'is another version',
    'PACKAGE_DAMAGED the file is another package, tool 2 all',
    ar([BINARY, control(CONTROL.replace(': 1', ': 2')), data()]),
  ],
  [
    'is for another architecture',
    'PACKAGE_DAMAGED the file is another package, tool 1 arm64',
    ar([BINARY, control(CONTROL.replace('all', 'arm64')), data()]),
  ],
  [
    'has no control file',
    'PACKAGE_DAMAGED the file is another package, ? ? ?',
    ar([BINARY, ['control.tar', archive([])], data()]),
  ],
  [
    'has two packages in its control file',
    'PACKAGE_DAMAGED its control file has a blank line',
    ar([BINARY, control(`${CONTROL}\nPackage: evil\nStatus: install ok installed\n`), data()]),
  ],
  [
    'has a control file above its directory',
    'PACKAGE_DAMAGED odd control file ../evil',
    ar([BINARY, control(CONTROL, [{ name: '../evil', content: 'x' }]), data()]),
  ],
  [
    'has a control file in a directory',
    'PACKAGE_DAMAGED odd control file ./a/b',
    ar([BINARY, control(CONTROL, [{ name: './a/b', content: 'x' }]), data()]),
  ],
  [
    'has a link among its control files',
    'PACKAGE_DAMAGED odd control file ./postinst',
    ar([
      BINARY,
      control(CONTROL, [{ name: './postinst', type: '2', linkname: '/bin/sh' }]),
      data(),
    ]),
  ],
  [
    "has '..' in front",
    "ARCHIVE_MEMBER the member '../evil' has '..' in ../evil",
    deb([{ name: '../evil', content: 'x' }]),
  ],
  [
    "has '..' in the middle",
    "ARCHIVE_MEMBER the member './a/../../evil' has '..' in ./a/../../evil",
    deb([{ name: './a/../../evil', content: 'x' }]),
  ],
  [
    "has '..' at the end",
    "ARCHIVE_MEMBER the member './a/..' has '..' in ./a/..",
    deb([{ name: './a/..', type: '5' }]),
  ],
  [
    "has '..' in a hard link",
    "ARCHIVE_MEMBER the member './a' has '..' in ../../etc/shadow",
    deb([{ name: './a', type: '1', linkname: '../../etc/shadow' }]),
  ],
  [
    'has a hard link to a file of this machine',
    "ARCHIVE_MEMBER the member './a' is a hard link to '/etc/passwd', which is not a file",
    deb([{ name: './a', type: '1', linkname: '/etc/passwd' }]),
  ],
  [
    'has a link to nowhere',
    "ARCHIVE_MEMBER the member './a' is a link to nowhere",
    deb([{ name: './a', type: '2', linkname: '' }]),
  ],
  [
    'has a name with NUL',
    "TREE_PATH '/a\\x00b' is not a path that Linux can hold",
    deb([{ name: './x', content: '', pax: { path: 'a\0b' } }]),
  ],
  [
    'has a name that is too long',
    "TREE_PATH '/nnnnnnnn",
    deb([{ name: './x', content: '', pax: { path: 'n'.repeat(300) } }]),
  ],
  [
    'has links in a circle',
    'TREE_LINK_LOOP /a: too many symbolic links',
    deb([
      { name: './a', type: '2', linkname: 'b' },
      { name: './b', type: '2', linkname: 'a' },
      { name: './a/x', content: 'x' },
    ]),
  ],
  [
    'has a file below a file',
    'TREE_NOT_DIRECTORY /a has to be a directory, but /a is a file',
    deb([
      { name: './a', content: 'x' },
      { name: './a/x', content: 'x' },
    ]),
  ],
  [
    'has an impossible owner',
    "ARCHIVE_MEMBER the member './a' has an impossible owner (4294967295, 0)",
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
const STANZAS: readonly (readonly [what: string, fault: string, from: RegExp, to: string])[] = [
  ['a version that leads out', 'has no Version that can be used', /^Version: .*/m, 'Version: ../1'],
  ['a version with a blank', 'has no Version that can be used', /^Version: .*/m, 'Version: 1 2'],
  [
    'a version with a control character',
    'has no Version that can be used',
    /^Version: .*/m,
    'Version: 1\x1b[2J',
  ],
  [
    'a version with a name in it',
    "no version that dpkg would take: '1_2'",
    /^Version: .*/m,
    'Version: 1_2',
  ],
  [
    'an absolute Filename',
    "a path that no archive has: 'pool//etc/passwd'",
    /^Filename: .*/m,
    'Filename: pool//etc/passwd',
  ],
  [
    'a Filename with a question',
    "a path that no archive has: 'pool/tool.deb?x'",
    /^Filename: .*/m,
    'Filename: pool/tool.deb?x',
  ],
  [
    'a Filename with a blank',
    "a path that no archive has: 'pool/to ol.deb'",
    /^Filename: .*/m,
    'Filename: pool/to ol.deb',
  ],
  [
    'a Filename with a backslash',
    "a path that no archive has: 'pool\\tool.deb'",
    /^Filename: .*/m,
    'Filename: pool\\tool.deb',
  ],
  [
    'a hidden Filename',
    "a path that no archive has: 'pool/.tool.deb'",
    /^Filename: .*/m,
    'Filename: pool/.tool.deb',
  ],
  [
    'a Filename that leads out',
    'has no Filename that can be used',
    /^Filename: .*/m,
    'Filename: pool/../../tool.deb',
  ],
  ['an empty SHA256', 'has no SHA256 that can be used', /^SHA256: .*/m, 'SHA256:'],
  ['a SHA256 that is too short', 'has no SHA256 that can be used', /^SHA256: (.).*/m, 'SHA256: $1'],
  ['a SHA256 that is none', 'has no SHA256 that can be used', /^SHA256: ./m, 'SHA256: x'],
  ['an MD5 only', 'has no SHA256 that can be used', /^SHA256: .{32}/m, 'MD5sum: '],
  ['a Size of hexadecimal digits', 'has no Size that can be used', /^Size: .*/m, 'Size: 0x10'],
  ['a Size with a fraction', 'has no Size that can be used', /^Size: .*/m, 'Size: 1.5'],
];

/** Names that dpkg would not take, for what may be asked for as well as be there. */
const NAMES: readonly (readonly [name: string, fault: string])[] = [
  ...['../tool', 'to/ol', '-tool', '.tool', 'tool\x07'].map(
    (name) => [name, 'has no Package that can be used'] as const,
  ),
  ...['tool;x', 'tool$x', "tool'x"].map(
    (name) => [name, `no name that dpkg would take: '${name}'`] as const,
  ),
];

const refusals = new Refusals('backend-dpkg/tampered');

describe.runIf(HAS_TOOLS)('what an archive has signed and is wrong nevertheless', () => {
  it.each(FILES)(
    'is refused: a file that %s',
    async (_, error, file) => {
      const signed = new Signed();
      signed.put(file);
      await refusals.of(signed, () => signed.rootOf(), error);
    },
    300_000,
  );

  it.each(STANZAS)('is refused: an index entry with %s', async (_, fault, from, to) => {
    const signed = new Signed();
    signed.put(deb([{ name: './x', content: 'x' }]), (stanza) => stanza.replace(from, to));
    await refusals.of(signed, () => signed.rootOf(), `INDEX_DAMAGED ${fault}`);
  });

  it.each([
    ['Depends', 'bb (>> )'],
    ['Depends', 'bb [amd64] <!nocheck>'],
    ['Pre-Depends', '(('],
    ['Provides', 'bb (= 1.0'],
    ['Conflicts', '../bb'],
  ])('is refused: an index entry with %s: %s', async (field, value) => {
    const signed = new Signed();
    signed.put(deb([]), (stanza) => `${stanza}${field}: ${value}\n`);
    const fault = `INDEX_DAMAGED package tool: ${field}: cannot read '${value}'`;
    await refusals.of(signed, () => signed.rootOf(), fault);
  });

  it.each(NAMES)('is refused: a package named %j', async (name, fault) => {
    const signed = new Signed();
    signed.put(
      deb([]),
      (stanza) => `${stanza.replace('Package: tool', () => `Package: ${name}`)}Provides: wanted\n`,
    );
    await refusals.of(signed, () => signed.rootOf('wanted'), `INDEX_DAMAGED ${fault}`);
  });

  it.each([
    [
      'a paragraph without a name',
      'a paragraph without Package and Version',
      'Version: 1\nArchitecture: all\n',
    ],
    [
      'a paragraph without a version',
      'a paragraph without Package and Version',
      'Package: tool\nArchitecture: all\n',
    ],
    [
      'a paragraph without an end',
      'a paragraph of more than 4 MB',
      `Package: tool\nVersion: 1\nDescription: ${'x'.repeat(5 << 20)}`,
    ],
  ])('is refused: an index with %s', async (_, fault, text) => {
    const signed = new Signed();
    signed.index(text);
    await refusals.of(signed, () => signed.rootOf(), `INDEX_DAMAGED ${fault}`);
  });

  it('takes the package that all of these are made from', async () => {
    const signed = new Signed();
    signed.put(deb([{ name: './x', content: 'x' }]));
    expect((await signed.rootOf()).host.lstat('/x')).toMatchObject({ type: 'file' });
  });

  it('are as many cases as are counted', () => refusals.checkCount());
});
