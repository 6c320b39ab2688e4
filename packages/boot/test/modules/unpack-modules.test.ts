import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { type UnpackedModules, unpackModules } from '../../src/modules/unpack-modules.ts';
import { FakeRoot, temporaryDirectory } from '../kernel/fixture.ts';
import { fakeModule } from './module.ts';

const pack = (program: string, bytes: Buffer): Buffer =>
  spawnSync(program, ['-c', '-q'], { input: bytes }).stdout;

async function unpack(root: FakeRoot, ...paths: string[]): Promise<UnpackedModules> {
  const directory = temporaryDirectory();
  const { signal } = new AbortController();
  try {
    return await unpackModules(paths, { host: root.host, signal, temporaryDirectory: directory });
  } finally {
    expect(readdirSync(directory)).toEqual([]);
  }
}

test('.ko, .ko.gz, .ko.xz and .ko.zst, in the order given', async () => {
  const module = (name: string) => fakeModule(name.repeat(1000));
  const root = new FakeRoot()
    .file('/b.ko.xz', pack('xz', module('b')))
    .file('/a.ko', module('a'))
    .file('/d.ko.zst', pack('zstd', module('d')))
    .file('/c.ko.gz', gzipSync(module('c')))
    .file('/e.ko.xz', pack('xz', module('e')));
  const paths = ['/b.ko.xz', '/a.ko', '/d.ko.zst', '/c.ko.gz', '/e.ko.xz'];
  const { images } = await unpack(root, ...paths);
  expect([...images.keys()]).toEqual(paths);
  for (const [path, image] of images) expect(image.equals(module(path[1]!))).toBe(true);
});

test('modules that are not there, or may not be read, are told', async () => {
  const root = new FakeRoot().file('/a.ko', fakeModule()).file('/secret.ko', fakeModule());
  root.denying('readFile', /secret/);
  const { images, missing, unreadable } = await unpack(root, '/no.ko', '/a.ko', '/secret.ko');
  expect([...images.keys()]).toEqual(['/a.ko']);
  expect(missing).toEqual(['/no.ko']);
  expect(unreadable).toEqual(['/secret.ko']);
});

const WHOLE = fakeModule('module'.repeat(5000));
const cut = (bytes: Buffer) => bytes.subarray(0, bytes.length - 10);
const flip = (bytes: Buffer) => {
  const copy = Buffer.from(bytes);
  copy[copy.length >> 1]! ^= 0xff;
  return copy;
};

test.each([
  ['bad.ko', cut(WHOLE)],
  ['bad.ko', Buffer.alloc(0)],
  ['bad.ko', Buffer.from('no module')],
  ['bad.ko.gz', cut(gzipSync(WHOLE))],
  ['bad.ko.gz', flip(gzipSync(WHOLE))],
  ['bad.ko.gz', gzipSync('no module')],
  ['bad.ko.xz', cut(pack('xz', WHOLE))],
  ['bad.ko.xz', flip(pack('xz', WHOLE))],
  ['bad.ko.zst', cut(pack('zstd', WHOLE))],
  ['bad.ko.zst', flip(pack('zstd', WHOLE))],
  ['bad.ko.zst', pack('zstd', Buffer.from('no module'))],
])('a corrupt module is an error that names it: %s', async (name, bytes) => {
  const root = new FakeRoot().file(`/${name}`, bytes).file('/good.ko', WHOLE);
  root.file('/good.ko.xz', pack('xz', WHOLE)).file('/good.ko.zst', pack('zstd', WHOLE));
  const paths = ['/good.ko', '/good.ko.xz', '/good.ko.zst', `/${name}`];
  await expect(unpack(root, ...paths)).rejects.toMatchObject({
    code: 'MODULE_DAMAGED',
    message: `/${name}: the kernel module is truncated or corrupt`,
  });
});

test('abort', async () => {
  const root = new FakeRoot().file('/a.ko.xz', pack('xz', WHOLE));
  const signal = AbortSignal.abort(new Error('enough'));
  const context = { host: root.host, signal, temporaryDirectory: temporaryDirectory() };
  await expect(unpackModules(['/a.ko.xz'], context)).rejects.toThrow('enough');
});
