import { expect, test } from 'vitest';
import {
  moduleName,
  modulePath,
  parseModulesDep,
  readModulesDep,
} from '../../src/modules/modules-dep.ts';
import { FakeRoot } from '../kernel/fixture.ts';

test('modules and what they need', () => {
  const text = 'kernel/a.ko: kernel/b.ko kernel/c.ko.xz\nkernel/b.ko:\nkernel/c.ko.xz:\n';
  expect([...parseModulesDep(text)]).toEqual([
    ['kernel/a.ko', ['kernel/b.ko', 'kernel/c.ko.xz']],
    ['kernel/b.ko', []],
    ['kernel/c.ko.xz', []],
  ]);
});

test('junk lines in modules.dep are passed over', () => {
  const text = [
    '# comment: kernel/a.ko',
    '',
    'no colon',
    ': kernel/a.ko',
    'kernel/../../../etc/x.ko:',
    '\0\xff\x01: \x02',
    '  kernel/a.ko :   kernel/b.ko \t junk ../x.ko  kernel/c.ko.zst  \r',
  ].join('\n');
  expect([...parseModulesDep(text)]).toEqual([['kernel/a.ko', ['kernel/b.ko', 'kernel/c.ko.zst']]]);
  expect(parseModulesDep('').size).toBe(0);
});

test('names and places', () => {
  const paths = ['a/ext4.ko', 'ext4.ko.gz', 'x/virtio-rng.ko.xz', 'x/y/9p.ko.zst'];
  expect(paths.map(moduleName)).toEqual(['ext4', 'ext4', 'virtio-rng', '9p']);
  expect(modulePath('/lib/modules/6.1', 'kernel/a.ko')).toBe('/lib/modules/6.1/kernel/a.ko');
  expect(modulePath('/lib/modules/6.1', '/elsewhere/a.ko')).toBe('/elsewhere/a.ko');
});

test('a file that is not there: an error that names it', () => {
  const { host } = new FakeRoot();
  expect(() => readModulesDep(host, '/lib/modules/6.1')).toThrow(
    expect.objectContaining({
      code: 'MODULES_DEP',
      message: '/lib/modules/6.1/modules.dep: cannot be read (ENOENT)',
    }),
  );
});

test('an error that is not of the system is passed on as it is', () => {
  const bug = new Error('a bug of the host');
  const { host } = new FakeRoot();
  const broken = {
    ...host,
    readFile() {
      throw bug;
    },
  };
  expect(() => readModulesDep(broken, '/lib/modules/6.1')).toThrow(bug);
});

test.each([
  ['is cut off in a line', 'kernel/a.ko: kernel/b.ko\nkernel/b.ko: kernel/c'],
  ['is cut off in a name', 'kernel/a.ko:\nkernel/b.k'],
  ['is cut off in a suffix', 'kernel/a.ko:\nkernel/b.ko.'],
  ['has blocks of NULs, as after a crash', 'kernel/a.ko: kernel/b.ko\nker\0\0\0\0\0\0\n'],
])('one that %s is an error', (_, text) => {
  const { host } = new FakeRoot().file('/lib/modules/6.1/modules.dep', text);
  expect(() => readModulesDep(host, '/lib/modules/6.1')).toThrow(
    expect.objectContaining({
      code: 'MODULES_DEP',
      message: '/lib/modules/6.1/modules.dep: truncated or corrupt',
    }),
  );
});

test.each([
  ['as depmod writes it', 'a.ko: b.ko\nb.ko: a.ko c.ko.xz\n'],
  ['without an end of its last line', 'a.ko: b.ko\nb.ko: a.ko c.ko.xz'],
  ['with blanks around its last line', 'a.ko: b.ko\n  b.ko: \t a.ko  c.ko.xz '],
  ['with blanks in an empty last line', 'a.ko: b.ko\nb.ko: a.ko c.ko.xz\n \t'],
])('one %s is whole', (_, text) => {
  const { host } = new FakeRoot().file('/lib/modules/6.1/modules.dep', text);
  expect([...readModulesDep(host, '/lib/modules/6.1')]).toEqual([
    ['a.ko', ['b.ko']],
    ['b.ko', ['a.ko', 'c.ko.xz']],
  ]);
});
