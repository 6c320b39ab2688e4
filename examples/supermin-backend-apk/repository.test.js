import assert from 'node:assert/strict';
import { createHash, generateKeyPairSync, sign } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { gzipSync } from 'node:zlib';
import { createLock, encodeTar } from '@supermin/core';
import { testRepository } from '@supermin/testkit';
import { backend } from './index.js';
import { compareVersions, isInRange, parseDependency } from './repository/version.js';

const KEY = 'test.rsa.pub';
const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });

const PACKAGES = [
  {
    name: 'tool',
    version: '1.0-r0',
    depend: ['so:lib.so.1', '!bad'],
    files: { 'usr/share/tool': 'a tool\n' },
  },
  {
    ...{ name: 'library', version: '2.1_rc1-r3', provides: ['so:lib.so.1=1.2'] },
    files: { 'usr/share/library': 'a library\n', 'etc/library': 'a=1\n' },
  },
  { name: 'bad', version: '1-r0', depend: ['so:none'], files: {} },
  { name: 'rival', version: '1-r0', depend: ['!library'], files: {} },
];

const segment = (files) => {
  const members = Object.entries(files).map(([name, text]) => {
    return { name, mode: 0o644, mtime: 1_700_000_000, content: Buffer.from(text) };
  });
  return encodeTar(members);
};

/** Without the end of the archive: another one follows. */
const part = (files) => gzipSync(segment(files).subarray(0, -1024));
const digest = (algorithm, bytes) => createHash(algorithm).update(bytes);

async function signed(bytes, key = privateKey) {
  const signature = sign('RSA-SHA1', bytes, key);
  return Buffer.concat([part({ [`.SIGN.RSA.${KEY}`]: signature }), bytes]);
}

async function makePackage({ name, version, depend = [], provides = [], files }) {
  const data = gzipSync(segment(files));
  const lines = [
    ...[
      `pkgname = ${name}`,
      `pkgver = ${version}`,
      `arch = ${name === 'tool' ? 'noarch' : 'x86_64'}`,
      'size = 1',
    ],
    ...depend.map((each) => `depend = ${each}`),
    ...provides.map((each) => `provides = ${each}`),
    `datahash = ${digest('sha256', data).digest('hex')}`,
  ];
  const control = part({ '.PKGINFO': `${lines.join('\n')}\n` });
  return { file: await signed(Buffer.concat([control])), control, data };
}

/** What `apk index` and `abuild-sign` make. @returns {Promise<string>} */
async function repository(directory) {
  const [keys, own] = [join(directory, 'keys'), join(directory, 'own/x86_64')];
  for (const each of [keys, own]) mkdirSync(each, { recursive: true });
  writeFileSync(join(keys, KEY), publicKey.export({ type: 'spki', format: 'pem' }));
  const blocks = [];
  for (const each of PACKAGES) {
    const { name, version, depend = [], provides = [] } = each;
    const { file, control, data } = await makePackage(each);
    const whole = Buffer.concat([file, data]);
    writeFileSync(join(own, `${name}-${version}.apk`), whole);
    const checksum = `Q1${digest('sha1', control).digest('base64')}`;
    blocks.push(
      [
        ...[`C:${checksum}`, `P:${name}`, `V:${version}`, 'A:x86_64', `S:${whole.length}`],
        ...[`D:${depend.join(' ')}`, `p:${provides.join(' ')}`],
      ].join('\n'),
    );
  }
  const index = gzipSync(segment({ DESCRIPTION: 'test', APKINDEX: `${blocks.join('\n\n')}\n\n` }));
  writeFileSync(join(own, 'APKINDEX.tar.gz'), await signed(index));
  const file = join(directory, 'repositories');
  writeFileSync(file, `# mine\nfile://${directory}/own\n`);
  return file;
}

testRepository(
  { describe, it },
  {
    ...{ backend, package: new URL('.', import.meta.url), repository, arch: 'x86_64' },
    names: ['tool', 'library'],
    packages: ['tool 1.0-r0', 'library 2.1_rc1-r3'],
    files: { '/usr/share/tool': 'a tool\n', '/usr/share/library': 'a library\n' },
  },
);

describe('repositories of apk', () => {
  const lock = async (tamper, packages = ['tool']) => {
    const directory = mkdtempSync(join(tmpdir(), 'apk-'));
    try {
      const from = [await repository(directory)];
      const file = (name) => join(directory, 'own/x86_64', name);
      await tamper?.(file, directory);
      const options = { backend, family: 'alpine/apk', from, packages, arch: 'x86_64' };
      const cacheDirectory = join(directory, 'cache');
      return await createLock({ ...options, cacheDirectory }).catch((error) => {
        checkKept(cacheDirectory, file(TOOL));
        throw error;
      });
    } finally {
      rmSync(directory, { recursive: true });
    }
  };
  /** Of a package that was refused, nothing. */
  const checkKept = (cache, path) => {
    const names = (directory) => (existsSync(directory) ? readdirSync(directory) : []);
    assert.deepEqual(names(join(cache, 'downloads')), []);
    const bad = digest('sha256', readFileSync(path)).digest('hex');
    const kept = names(join(cache, 'layers-1'));
    assert(!kept.includes(bad));
    assert(kept.every((name) => /^[0-9a-f]{64}$/.test(name)));
  };
  const change = (path, edit) => writeFileSync(path, edit(readFileSync(path)));
  const flip = (at) => (bytes) =>
    bytes.map((byte, index) => (index === bytes.length - at ? byte ^ 1 : byte));

  const INDEX = 'APKINDEX.tar.gz';
  const TOOL = 'tool-1.0-r0.apk';
  const cases = [
    ['an index that was changed', 'SIGNATURE_BAD', (file) => change(file(INDEX), flip(30))],
    [
      'an index that is cut off',
      'SIGNATURE_BAD',
      (file) => change(file(INDEX), (bytes) => bytes.subarray(0, -9)),
    ],
    ['no index', 'INDEX_DAMAGED', (file) => writeFileSync(file(INDEX), 'text')],
    [
      'a key that is not there',
      'SIGNATURE_KEY',
      (_, directory) => rmSync(join(directory, 'keys', KEY)),
    ],
    [
      'an index of another key',
      'SIGNATURE_BAD',
      async (file) => {
        const { privateKey: other } = generateKeyPairSync('rsa', { modulusLength: 2048 });
        const index = gzipSync(segment({ APKINDEX: '' }));
        writeFileSync(file(INDEX), await signed(index, other));
      },
    ],
    [
      'an index without a signature',
      'SIGNATURE_MISSING',
      async (file) =>
        writeFileSync(
          file(INDEX),
          Buffer.concat([part({ x: '' }), gzipSync(segment({ APKINDEX: '' }))]),
        ),
    ],
    ['files that were changed', 'PACKAGE_DAMAGED', (file) => change(file(TOOL), flip(12))],
    [
      'a package that is another one',
      'DOWNLOAD_SIZE',
      (file) => change(file(TOOL), () => readFileSync(file('library-2.1_rc1-r3.apk'))),
    ],
  ];
  for (const [what, code, tamper] of cases) {
    it(`refuses ${what}`, () => assert.rejects(lock(tamper), { code }));
  }

  it('says what cannot be installed together', async () => {
    await assert.rejects(lock(undefined, ['bad']), { code: 'PACKAGES_UNSATISFIABLE' });
    await assert.rejects(lock(undefined, ['rival', 'tool']), /rival conflicts with library/);
  });

  it('orders versions as apk does', () => {
    const ordered = [
      '0.9',
      '1.0_alpha',
      '1.0_rc2',
      '1.0',
      '1.0-r1',
      '1.0-r10',
      '1.0_p1',
      '1.0a',
      '1.0.1',
      '1.05',
      '1.5',
      '1.10',
      '2',
    ];
    for (const [at, version] of ordered.entries()) {
      for (const [other, later] of ordered.entries()) {
        assert.equal(
          Math.sign(compareVersions(version, later)),
          Math.sign(at - other),
          `${version} ${later}`,
        );
      }
    }
    assert(isInRange('3.11.4-r0', parseDependency('python3~3.11')));
    assert(!isInRange('3.110-r0', parseDependency('python3~3.11')));
  });
});
