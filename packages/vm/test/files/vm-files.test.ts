import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  linkSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import * as bootPackage from '@supermin/boot';
import { scratchDirectory } from '@supermin/test-support/scratch';
import { IS_ROOT } from '@supermin/test-support/users';
import { makeAppliance, type TestAppliance, whyNoVm } from '@supermin/test-support/vm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Vm } from '../../src/vm/vm.ts';

/** Each path with its type, mode, time, and content or target. */
function picture(root: string): string[] {
  const format = '%P %y %m %T@ %l\\n';
  const lines = execFileSync('find', [root, '-printf', format], { encoding: 'latin1' });
  const contents = execFileSync('sh', ['-c', 'find . -type f -exec sha256sum {} +'], {
    cwd: root,
    encoding: 'latin1',
  });
  return [...lines.split('\n'), ...contents.split('\n')].sort();
}

describe.runIf(whyNoVm() === undefined)('files of a VM', () => {
  let made: TestAppliance;
  let vm: Vm;

  beforeAll(async () => {
    made = await makeAppliance(bootPackage, (root) => {
      for (const name of ['etc', 'tmp', 'small', 'closed', 'large']) mkdirSync(join(root, name));
      writeFileSync(join(root, 'etc', 'passwd'), 'tester:x:7:8::/:/bin/sh\n');
      chmodSync(join(root, 'closed'), 0o700);
    });
    const kernel = join(made.directory, 'kernel');
    if (!existsSync(kernel)) symlinkSync(made.kernel, kernel);
    const cacheDirectory = scratchDirectory();
    vm = await Vm.start({ appliance: made.directory, accelerator: 'tcg', cacheDirectory });
    const small = 'mount -t tmpfs -o size=1m small /small && mount -t proc proc /closed';
    expect(await vm.exec(['sh', '-c', small])).toMatchObject({ status: 0 });
  }, 120_000);

  afterAll(async () => {
    await vm?.stop();
    made?.remove();
  });

  it('are written, read, listed and removed', async () => {
    const bytes = Buffer.from(Array.from({ length: 300_000 }, (_, index) => index % 251));
    await vm.files.write('/tmp/data', bytes, { mode: 0o640 });
    expect((await vm.files.read('/tmp/data')).equals(bytes)).toBe(true);
    await vm.files.write('/tmp/data', 'short');
    expect(String(await vm.files.read('/tmp/data'))).toBe('short');
    await vm.files.write('/tmp/\xff', '');
    const names = await vm.files.list('/tmp');
    expect(names.map(({ name, type, mode, size }) => [name, type, mode, size])).toEqual([
      ['data', 'file', 0o640, 5],
      ['\xff', 'file', 0o644, 0],
    ]);
    await vm.exec(['sh', '-c', 'cd /tmp && ln -s / loop 2>/dev/null; touch x']);
    await expect(vm.files.remove('/tmp')).rejects.toMatchObject({ code: 'FILES_FAILED' });
    for (const { name } of await vm.files.list('/tmp')) await vm.files.remove(`/tmp/${name}`);
    expect(await vm.files.list('/tmp')).toEqual([]);
  });

  it.each([
    ['FILE_MISSING', () => vm.files.read('/no/such'), 'ENOENT'],
    ['FILES_FAILED', () => vm.files.read('/etc'), 'EISDIR'],
    ['FILE_MISSING', () => vm.files.write('/no/such', 'x'), 'ENOENT'],
    ['FILES_FAILED', () => vm.files.write('/closed/cpuinfo', 'x'), undefined],
    ['FILES_FAILED', () => vm.files.write('/small/f', Buffer.alloc(2 ** 21)), 'ENOSPC'],
    ['FILES_FAILED', () => vm.files.list('/etc/passwd'), 'ENOTDIR'],
    ['FILE_MISSING', () => vm.files.remove('/no/such', { recursive: true }), 'ENOENT'],
    ['FILES_FAILED', () => vm.files.write('/etc/mine', 'x', { user: 'tester' }), 'EACCES'],
    ['USER_UNKNOWN', () => vm.files.read('/etc/passwd', { user: 'nobody-there' }), undefined],
  ] as const)('%s', async (code, work, error) => {
    const failed = expect(work()).rejects;
    await failed.toMatchObject(
      error === undefined ? { code } : { code, problems: [{ code: error }] },
    );
  });

  it('a tree comes back as it went in', async () => {
    const source = scratchDirectory();
    mkdirSync(join(source, 'd/deep'), { recursive: true });
    writeFileSync(join(source, 'd/deep/file'), 'x'.repeat(200_001), { mode: 0o600 });
    writeFileSync(join(source, 'empty'), '');
    writeFileSync(Buffer.from(`${source}/\xff\xfe`, 'latin1'), 'odd name');
    writeFileSync(join(source, 'TRAILER!!!'), 'not the end');
    symlinkSync('../d/nowhere', join(source, 'd/link'));
    linkSync(join(source, 'd/deep/file'), join(source, 'hard'));
    for (let count = 0; count < 200; count++)
      writeFileSync(join(source, `d/f${count}`), `${count}`);
    chmodSync(join(source, 'd/deep'), 0o555);
    for (const path of ['d/deep/file', 'd/deep', 'd', '.'])
      utimesSync(join(source, path), 1000, 2000);
    const before = picture(source);
    await vm.copyIn(source, '/srv/new/tree');
    expect(String(await vm.files.read('/srv/new/tree/TRAILER!!!'))).toBe('not the end');
    const copy = join(scratchDirectory(), 'copy');
    expect(await vm.copyOut('/srv/new/tree', copy)).toEqual({ skipped: [] });
    const seconds = (lines: string[]) => lines.map((line) => line.replace(/(\d{5,})\.\d+/, '$1'));
    expect(seconds(picture(copy))).toEqual(seconds(before));
    expect(statSync(join(copy, 'hard')).ino).toBe(statSync(join(copy, 'd/deep/file')).ino);
    await vm.files.remove('/srv', { recursive: true });
    await expect(vm.files.list('/srv')).rejects.toMatchObject({ code: 'FILE_MISSING' });
  });

  it('one file becomes the destination, both ways', async () => {
    const directory = scratchDirectory({ file: 'text' });
    await vm.copyIn(join(directory, 'file'), '/tmp/other');
    expect(await vm.copyOut('/tmp/other', join(directory, 'back'))).toEqual({ skipped: [] });
    expect(readFileSync(join(directory, 'back'), 'utf8')).toBe('text');
    await vm.files.remove('/tmp/other');
  });

  it.runIf(IS_ROOT)('owners, devices and fifos where that is asked for', async () => {
    const source = scratchDirectory({ file: 'text' });
    execFileSync('mkfifo', [join(source, 'fifo')]);
    execFileSync('mknod', [join(source, 'null'), 'c', '1', '3']);
    execFileSync('chown', ['1234:5678', join(source, 'file')]);
    chmodSync(join(source, 'file'), 0o4755);
    await vm.copyIn(source, '/tmp/owned', { owners: true });
    const [file] = (await vm.files.list('/tmp/owned')).filter(({ name }) => name === 'file');
    expect(file).toMatchObject({ uid: 1234, gid: 5678, mode: 0o4755 });
    const copy = join(scratchDirectory(), 'copy');
    await vm.copyOut('/tmp/owned', copy, { owners: true });
    expect(statSync(join(copy, 'file'))).toMatchObject({ uid: 1234, gid: 5678 });
    expect(lstatSync(join(copy, 'fifo')).isFIFO()).toBe(true);
    expect(lstatSync(join(copy, 'null')).rdev).toBe(0x103);
    const plain = join(scratchDirectory(), 'plain');
    const { skipped } = await vm.copyOut('/tmp/owned', plain);
    expect(skipped.sort()).toEqual([join(plain, 'fifo'), join(plain, 'null')]);
    expect(statSync(join(plain, 'file')).mode & 0o7777).toBe(0o755);
    expect(statSync(join(plain, 'file')).uid).toBe(process.getuid!());
    await vm.files.remove('/tmp/owned', { recursive: true });
  });

  it('a file of 4 GiB is refused before anything is copied, both ways', async () => {
    const source = scratchDirectory({ a: 'small', z: '' });
    truncateSync(join(source, 'z'), 2 ** 32);
    await expect(vm.copyIn(source, '/tmp/large')).rejects.toMatchObject({
      code: 'FILE_TOO_LARGE',
      problems: [{ path: join(source, 'z'), code: 'EFBIG' }],
    });
    await expect(vm.files.list('/tmp/large')).rejects.toMatchObject({ code: 'FILE_MISSING' });
    const script = 'echo small > /large/a; truncate -s 4G /large/z';
    expect(await vm.exec(['sh', '-c', script])).toMatchObject({ status: 0 });
    const copy = join(scratchDirectory(), 'copy');
    await expect(vm.copyOut('/large', copy)).rejects.toMatchObject({ code: 'FILE_TOO_LARGE' });
    expect(existsSync(copy)).toBe(false);
    await vm.files.remove('/large/z');
  });

  it('says of each path what is wrong with it, and copies the others', async () => {
    const source = scratchDirectory({ 'a/file': 'x', b: 'b', 'c/file': 'c' });
    writeFileSync(join(source, 'z'), Buffer.alloc(2 ** 21));
    await vm.files.remove('/small/f', { recursive: true }).catch(() => {});
    await vm.files.write('/small/a', 'a file in the way of a directory');
    const failed = vm.copyIn(source, '/small');
    await expect(failed).rejects.toMatchObject({
      code: 'FILES_FAILED',
      message: expect.stringContaining(
        'cannot copy into the VM: /small/a: not a directory (ENOTDIR)',
      ),
      problems: [
        { path: '/small/a', code: 'ENOTDIR' },
        { path: '/small/a/file', code: 'ENOTDIR' },
        { path: '/small/z', code: 'ENOSPC' },
      ],
    });
    expect(String(await vm.files.read('/small/b'))).toBe('b');
    const missing = vm.copyOut('/no/such', join(source, 'nothing'));
    await expect(missing).rejects.toMatchObject({ code: 'FILE_MISSING' });
    expect(readdirSync(source)).not.toContain('nothing');
    await vm.files.remove('/small/z');
  });

  it('does not follow links of the VM below the destination', async () => {
    const links = scratchDirectory();
    symlinkSync('/etc', join(links, 'way'));
    await vm.copyIn(links, '/tmp/links');
    const source = scratchDirectory({ 'way/passwd': 'evil' });
    await expect(vm.copyIn(source, '/tmp/links')).rejects.toMatchObject({
      problems: [
        { path: '/tmp/links/way', code: 'ELOOP' },
        { path: '/tmp/links/way/passwd', code: 'ELOOP' },
      ],
    });
    expect(String(await vm.files.read('/etc/passwd'))).toMatch(/^tester/);
    await vm.files.remove('/tmp/links', { recursive: true });
    expect(await vm.files.list('/etc')).not.toEqual([]);
  });

  it('stays on one filesystem', async () => {
    await vm.files.write('/small/on-another', 'x');
    const copy = join(scratchDirectory(), 'copy');
    await vm.copyOut('/', copy, { owners: false });
    expect(readdirSync(copy)).toContain('etc');
    expect(readdirSync(join(copy, 'small'))).toEqual([]);
    expect(readdirSync(join(copy, 'proc'))).toEqual([]);
  });
});
