import { expect, test } from 'vitest';
import { readModuleIndex } from '../../src/modules/module-index.ts';
import { FakeRoot } from '../kernel/fixture.ts';

const DIRECTORY = '/lib/modules/6.1';

function indexOf(files: Record<string, string>) {
  const root = new FakeRoot();
  for (const [name, text] of Object.entries(files)) root.file(`${DIRECTORY}/${name}`, text);
  return readModuleIndex(root.host, DIRECTORY);
}

const DEP = 'k/virtio-rng.ko.xz:\nk/sha_x86.ko:\nk/sha_soft.ko.gz:\n';

test('a module by its name: - and _ are one', () => {
  const { find } = indexOf({ 'modules.dep': DEP });
  expect(find('virtio_rng')).toEqual(['k/virtio-rng.ko.xz']);
  expect(find('sha-x86')).toEqual(['k/sha_x86.ko']);
  expect(find('rng')).toEqual([]);
});

test('else all that have it for an alias, of modules or of what is built in', () => {
  const { find, isBuiltin } = indexOf({
    'modules.dep': DEP,
    'modules.alias': '# c\nalias crypto-sha sha_x86\nalias crypto-sha sha-soft\nalias of:N*T* x\n',
    'modules.builtin': 'kernel/crypto/md5.ko\n',
    'modules.builtin.modinfo': 'md5.license=GPL\0md5.alias=crypto-md5\0md5.alias=md5\0',
  });
  expect(find('crypto_sha')).toEqual(['k/sha_x86.ko', 'k/sha_soft.ko.gz']);
  expect(find('crypto-md5')).toEqual([]);
  expect(['md5', 'crypto-md5', 'crypto-sha', 'virtio-rng'].filter(isBuiltin)).toEqual([
    'md5',
    'crypto-md5',
  ]);
});

test('what is built in under its own name has no need of an alias', () => {
  const { find, softNeeds } = indexOf({
    'modules.dep': DEP,
    'modules.alias': 'alias sha256 sha_x86\n',
    'modules.builtin': 'kernel/crypto/sha256.ko\n',
    'modules.softdep': 'softdep virtio_rng pre: sha256 sha_soft post: nothing\n',
  });
  expect(find('sha256')).toEqual([]);
  expect(softNeeds('k/virtio-rng.ko.xz')).toEqual({ before: ['k/sha_soft.ko.gz'], behind: [] });
});

test('without any other list', () => {
  const { knowsBuiltin, isBuiltin, softNeeds } = indexOf({ 'modules.dep': DEP });
  expect(knowsBuiltin).toBe(false);
  expect(isBuiltin('ext4')).toBe(false);
  expect(softNeeds('k/sha_x86.ko')).toEqual({ before: [], behind: [] });
  expect(indexOf({ 'modules.dep': DEP, 'modules.builtin': '' }).knowsBuiltin).toBe(true);
});
