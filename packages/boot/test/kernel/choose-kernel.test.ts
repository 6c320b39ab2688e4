import { mkdirSync } from 'node:fs';
import { SuperminError } from '@supermin/core';
import { expect, test } from 'vitest';
import { bzImage, FakeRoot } from './fixture.ts';

function errorOf(act: () => unknown): SuperminError {
  try {
    act();
  } catch (error) {
    if (error instanceof SuperminError) return error;
    throw error;
  }
  throw new Error('no error');
}

test('the newest of /lib/modules/*/vmlinuz comes first, with its modules beside it', () => {
  const root = new FakeRoot().modules('6.9.1', '6.10.0', '6.11.0');
  root.kernels('/lib/modules/6.9.1/vmlinuz', '/lib/modules/6.10.0/vmlinuz', '/boot/vmlinuz-6.11.0');
  expect(root.choose()).toEqual({
    path: '/lib/modules/6.10.0/vmlinuz',
    version: '6.10.0',
    modules: '/lib/modules/6.10.0',
  });
  expect(root.messages).toEqual([
    'kernel: looking for kernel using environment variables ...',
    'kernel: looking for kernels in /lib/modules/*/vmlinuz ...',
    'kernel: picked vmlinuz /lib/modules/6.10.0/vmlinuz',
    'kernel: kernel_version 6.10.0',
    'kernel: modpath /lib/modules/6.10.0',
  ]);
});

test('then /boot: the version from the content, else from the name', () => {
  const root = new FakeRoot().modules('6.1.0-real', '6.0.0').kernels('/boot/vmlinuz-6.0.0');
  root.file('/boot/vmlinuz-6.1.0', bzImage('6.1.0-real (x) #1'));
  expect(root.choose()).toEqual({
    path: '/boot/vmlinuz-6.1.0',
    version: '6.1.0-real',
    modules: '/lib/modules/6.1.0-real',
  });
  expect(root.messages.slice(2)).toEqual([
    'kernel: looking for kernels in /boot ...',
    'kernel: kernel version of /boot/vmlinuz-6.1.0 = 6.1.0-real (from content)',
    'kernel: picked modules path /lib/modules/6.1.0-real',
    'kernel: picked vmlinuz /boot/vmlinuz-6.1.0',
    'kernel: kernel_version 6.1.0-real',
    'kernel: modpath /lib/modules/6.1.0-real',
  ]);
  root.file('/boot/vmlinuz-6.1.0', '');
  expect(root.choose().path).toBe('/boot/vmlinuz-6.0.0');
});

test('names of the wanted architecture come before newer ones', () => {
  const root = new FakeRoot().modules('5.1.0-amd64', '6.1.0-arm64');
  root.kernels('/boot/vmlinuz-5.1.0-amd64', '/boot/vmlinuz-6.1.0-arm64');
  expect(root.choose().version).toBe('5.1.0-amd64');
  expect(root.choose({ cpu: 'aarch64' }).version).toBe('6.1.0-arm64');
  expect(root.choose({ cpu: 's390x' }).version).toBe('6.1.0-arm64');
});

test('kernels that do not boot in a VM are passed over', () => {
  const root = new FakeRoot().modules('6.3.0-xen', '6.2.0+debug', '6.1.0');
  root.kernels(
    '/boot/vmlinuz-6.3.0-xen',
    '/boot/vmlinuz-6.1.0',
    '/lib/modules/6.2.0+debug/vmlinuz',
  );
  expect(root.choose().version).toBe('6.1.0');
});

test.each([0, 513, 9_999])('kernels: a file of %i bytes is none', (size) => {
  const root = new FakeRoot().modules('6.2.0', '6.1.0').kernels('/boot/vmlinuz-6.1.0');
  root.file('/lib/modules/6.2.0/vmlinuz', Buffer.alloc(size));
  root.file('/boot/vmlinuz-6.2.0', bzImage('6.2.0 x').subarray(0, size));
  expect(root.choose().version).toBe('6.1.0');
  expect(root.messages).toContain(
    `kernel: passed over /lib/modules/6.2.0/vmlinuz: it has only ${size} bytes`,
  );
});

test('a modules directory without modules.dep: its kernel is skipped, with a word', () => {
  const root = new FakeRoot().modules('6.1.0');
  root.kernels('/lib/modules/6.2.0/vmlinuz', '/lib/modules/6.1.0/vmlinuz');
  expect(root.choose().version).toBe('6.1.0');
  expect(root.messages).toContain(
    'kernel: passed over /lib/modules/6.2.0/vmlinuz: /lib/modules/6.2.0 has no modules.dep',
  );
});

test('directories, dangling links and links that lead out of the root', () => {
  const root = new FakeRoot().modules('6.4.0', '6.3.0', '6.1.0').kernels('/kernels/real');
  mkdirSync(`${root.path}/boot/vmlinuz-6.4.0`, { recursive: true });
  root.link('/boot/vmlinuz-6.3.0', '/kernels/missing');
  root.link('/boot/vmlinuz-6.1.0', '/kernels/real');
  expect(root.choose().path).toBe('/boot/vmlinuz-6.1.0');
});

test('modules in /usr/lib/modules, with and without a link /lib', () => {
  const merged = new FakeRoot().link('/lib', 'usr/lib').kernels('/boot/vmlinuz-6.1.0');
  merged.file('/usr/lib/modules/6.1.0/modules.dep');
  expect(merged.choose().modules).toBe('/lib/modules/6.1.0');
  const split = new FakeRoot().kernels('/usr/lib/modules/6.1.0/vmlinuz');
  split.file('/usr/lib/modules/6.1.0/modules.dep');
  expect(split.choose()).toMatchObject({ modules: '/usr/lib/modules/6.1.0', version: '6.1.0' });
});

test('no kernel at all: an error that says where it looked and how to name one', () => {
  const error = errorOf(() => new FakeRoot().choose());
  expect(error.code).toBe('KERNEL_MISSING');
  expect(error.message).toMatch(
    /^failed to find a suitable kernel \(host_cpu=x86_64\) in \/.*: looked for \/lib\/modules\/\*\/vmlinuz and \/boot\/vmlinu\?-\*/,
  );
  for (const word of ['SUPERMIN_KERNEL', '--kernel', 'linux-image-cloud-amd64', 'kernel-core']) {
    expect(error.hint).toContain(word);
  }
});

test('no kernel that can be used: the error names those that were passed over', () => {
  const root = new FakeRoot().kernels('/boot/vmlinuz-6.1.0');
  expect(errorOf(() => root.choose()).message).toContain(
    'passed over: /boot/vmlinuz-6.1.0: there is no modules.dep in /lib/modules/6.1.0',
  );
});

/** Two kernels, of which the newer one is root's alone. */
function withUnreadable(newer = '/boot/vmlinuz-6.2.0'): FakeRoot {
  const root = new FakeRoot().modules('6.2.0', '6.1.0').kernels(newer, '/boot/vmlinuz-6.1.0');
  return root.denying('stat', new RegExp(`${newer}$`));
}

test.each(['/boot/vmlinuz-6.2.0', '/lib/modules/6.2.0/vmlinuz'])(
  'the newest may be read by root only: a link to it, as its name tells the version: %s',
  (path) => {
    const root = withUnreadable(path);
    expect(root.choose()).toMatchObject({ path, version: '6.2.0', modules: '/lib/modules/6.2.0' });
    expect(root.warnings).toEqual([
      `the appliance's kernel is a link to ${path}, which only root may read and boot; ` +
        `as root 'chmod 0644 ${path}' makes it readable`,
    ]);
  },
);

test.each(['copyKernel', 'readableKernel'])('never an older one in silence: %s', (need) => {
  const root = withUnreadable();
  expect(root.choose({ [need]: true })).toMatchObject({
    path: '/boot/vmlinuz-6.1.0',
    newer: '/boot/vmlinuz-6.2.0',
  });
  expect(root.warnings).toEqual([
    '/boot/vmlinuz-6.2.0: permission denied: taking the older kernel /boot/vmlinuz-6.1.0; ' +
      "as root 'chmod 0644 /boot/vmlinuz-6.2.0' makes the newer one readable",
  ]);
});

test('the only one may be read by root only, and is to be copied', () => {
  const root = new FakeRoot().modules('6.1.0').kernels('/boot/vmlinuz-6.1.0');
  root.denying('stat', /vmlinuz-6.1.0$/);
  const error = errorOf(() => root.choose({ copyKernel: true }));
  expect(error.message).toContain('/boot/vmlinuz-6.1.0: permission denied');
  expect(error.hint).toContain('chmod 0644');
});

test('one that only root may read has no modules: not newer than the others', () => {
  const root = new FakeRoot().modules('6.1.0').kernels('/boot/vmlinuz-9', '/boot/vmlinuz-6.1.0');
  root.denying('stat', /vmlinuz-9$/);
  for (const copyKernel of [true, false]) {
    expect(root.choose({ copyKernel }).path).toBe('/boot/vmlinuz-6.1.0');
  }
  expect(root.warnings).toEqual([]);
});

test('the one that was asked for may be read by root only', () => {
  const kernel = '/boot/vmlinuz-6.2.0';
  for (const { environment, ...request } of [
    { kernel, environment: {} },
    { kernel: '6.2.0', environment: {} },
    { environment: { SUPERMIN_KERNEL: kernel } },
  ]) {
    const root = withUnreadable();
    expect(root.choose(request, environment).path).toBe(kernel);
    expect(root.warnings).toHaveLength(1);
    const error = errorOf(() => root.choose({ ...request, copyKernel: true }, environment));
    expect(error.code).toBe('KERNEL_UNUSABLE');
    expect(error.message).toContain(`${kernel} cannot be used as a kernel: permission denied`);
    expect(error.hint).toContain(`chmod 0644 ${kernel}`);
  }
  const unnamed = new FakeRoot().kernels('/my/image').denying('stat', /image$/);
  expect(errorOf(() => unnamed.choose({ kernel: '/my/image' })).message).toContain(
    'its name tells no version, and it cannot be read: permission denied',
  );
});

test('SUPERMIN_KERNEL, its version from content, name or SUPERMIN_KERNEL_VERSION', () => {
  const root = new FakeRoot().modules('6.1.0', '1.2.3').kernels('/boot/vmlinuz-6.1.0', '/my/image');
  root.file('/my/bzImage', bzImage('1.2.3 x'));
  const version = (SUPERMIN_KERNEL: string, more = {}) =>
    root.choose({}, { SUPERMIN_KERNEL, ...more }).version;
  expect(version('/my/bzImage')).toBe('1.2.3');
  expect(version('/my/bzImage', { SUPERMIN_KERNEL_VERSION: '6.1.0' })).toBe('6.1.0');
  expect(version('/boot/vmlinuz-6.1.0')).toBe('6.1.0');
  expect(version('/my/image', { SUPERMIN_KERNEL_VERSION: '1.2.3' })).toBe('1.2.3');
  expect(root.messages).toContain('kernel: SUPERMIN_KERNEL=/my/image');
});

test('SUPERMIN_KERNEL: what is wrong with it is an error, never another kernel', () => {
  const root = new FakeRoot().modules('6.1.0').kernels('/boot/vmlinuz-6.1.0', '/my/image');
  const error = (SUPERMIN_KERNEL: string, more = {}) =>
    errorOf(() => root.choose({}, { SUPERMIN_KERNEL, ...more }));
  expect(error('/my/image').hint).toContain('SUPERMIN_KERNEL_VERSION');
  expect(error('/missing').message).toContain('/missing');
  expect(error('/my').message).toContain('not a regular file');
  expect(error('/my/image', { SUPERMIN_KERNEL_VERSION: '../x' }).code).toBe('KERNEL_VERSION');
  const modules = error('/my/image', { SUPERMIN_KERNEL_VERSION: '9.9' });
  expect(modules.code).toBe('KERNEL_MODULES');
  expect(modules.hint).toContain('SUPERMIN_MODULES');
});

test('SUPERMIN_MODULES takes the place of the modules directory, for any kernel', () => {
  const root = new FakeRoot().modules('6.1.0').kernels('/boot/vmlinuz-6.1.0', '/boot/vmlinuz-7');
  root.file('/my/modules/modules.dep');
  const SUPERMIN_MODULES = '/my/modules/';
  const kernel = { modules: '/my/modules' };
  expect(root.choose({}, { SUPERMIN_MODULES })).toMatchObject({ ...kernel, version: '7' });
  const SUPERMIN_KERNEL = '/boot/vmlinuz-6.1.0';
  expect(root.choose({}, { SUPERMIN_MODULES, SUPERMIN_KERNEL })).toMatchObject(kernel);
  const error = errorOf(() => root.choose({}, { SUPERMIN_MODULES: '/boot' }));
  expect(error.code).toBe('KERNEL_MODULES');
});

test('SUPERMIN_MODULES may be a modules image, of this very kernel', () => {
  const root = new FakeRoot().modules('6.1.0').kernels('/boot/vmlinuz-6.1.0', '/boot/vmlinuz-7');
  const superblock = Buffer.alloc(4096);
  superblock.writeUInt16LE(0xef53, 0x438);
  superblock.write('/lib/modules/7', 0x488);
  root.file('/my/image', superblock).file('/my/text', 'text');
  const environment = { SUPERMIN_MODULES: '/my/image' };
  expect(root.choose({}, environment)).toMatchObject({
    modules: '/my/image',
    version: '7',
    image: { version: '7', uuid: '00000000-0000-0000-0000-000000000000' },
  });
  const other = errorOf(() =>
    root.choose({}, { ...environment, SUPERMIN_KERNEL: '/boot/vmlinuz-6.1.0' }),
  );
  expect(other.code).toBe('KERNEL_MODULES');
  expect(other.message).toMatch(/holds the modules of 7, and .* is 6\.1\.0/);
  expect(errorOf(() => root.choose({}, { SUPERMIN_MODULES: '/my/text' })).code).toBe(
    'MODULES_IMAGE',
  );
});

test('--kernel VERSION', () => {
  const root = new FakeRoot().modules('6.1.0', '6.2.0', '6.3.0');
  root.kernels('/boot/vmlinuz-6.1.0', '/lib/modules/6.2.0/vmlinuz', '/boot/vmlinuz-6.3.0');
  expect(root.choose({ kernel: '6.1.0' }).path).toBe('/boot/vmlinuz-6.1.0');
  expect(root.choose({ kernel: '6.2.0' }).path).toBe('/lib/modules/6.2.0/vmlinuz');
  const error = errorOf(() => root.choose({ kernel: '6.4.0' }));
  expect(error.message).toContain('no kernel of version 6.4.0');
  expect(error.hint).toContain('6.1.0, 6.2.0, 6.3.0');
});

test('--kernel PATH, stronger than SUPERMIN_KERNEL', () => {
  const root = new FakeRoot().modules('6.1.0', '1.2.3').kernels('/boot/vmlinuz-6.1.0');
  root.file('/my/bzImage', bzImage('1.2.3 x'));
  const environment = { SUPERMIN_KERNEL: '/my/bzImage', SUPERMIN_KERNEL_VERSION: '1.2.3' };
  const kernel = root.choose({ kernel: '/boot/vmlinuz-6.1.0' }, environment);
  expect(kernel).toMatchObject({ path: '/boot/vmlinuz-6.1.0', version: '6.1.0' });
  expect(errorOf(() => root.choose({ kernel: '/no/such' })).message).toContain(
    '--kernel: /no/such',
  );
});

test('a kernel that this process has no descriptor left to look at is an error, not an older kernel', () => {
  const root = new FakeRoot().modules('6.1.0', '6.0.0');
  root.kernels('/boot/vmlinuz-6.1.0', '/boot/vmlinuz-6.0.0');
  expect(() => root.denying('stat', /6\.1\.0$/, 'EMFILE').choose()).toThrow(
    expect.objectContaining({ code: 'EMFILE' }),
  );
});
