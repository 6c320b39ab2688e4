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
      const users = ['tester:x:7:8', 'alice:x:1001:1001', 'bob:x:1002:1002'];
      writeFileSync(
        join(root, 'etc', 'passwd'),
        users.map((user) => `${user}::/:/bin/sh\n`).join(''),
      );
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

  it('a limit to what is kept in memory ends what would send more', async () => {
    await vm.files.write('/tmp/data', Buffer.alloc(300_000));
    const read = vm.files.read('/tmp/data', { limit: 299_999 });
    await expect(read).rejects.toMatchObject({ code: 'LIMIT_EXCEEDED' });
    expect((await vm.files.read('/tmp/data', { limit: 300_000 })).length).toBe(300_000);
    const list = vm.files.list('/tmp', { limit: 10 });
    await expect(list).rejects.toMatchObject({ code: 'LIMIT_EXCEEDED' });
    const endless = ['sh', '-c', 'trap "" PIPE; while :; do echo text; done'];
    const output = vm.exec(endless, { maxOutput: 10_000 });
    await expect(output).rejects.toMatchObject({ code: 'LIMIT_EXCEEDED', exitStatus: 125 });
    await vm.files.remove('/tmp/data');
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
    expect(await vm.copyOut('/srv/new/tree', copy)).toEqual({ skipped: [], skippedCount: 0 });
    const seconds = (lines: string[]) => lines.map((line) => line.replace(/(\d{5,})\.\d+/, '$1'));
    expect(seconds(picture(copy))).toEqual(seconds(before));
    expect(statSync(join(copy, 'hard')).ino).toBe(statSync(join(copy, 'd/deep/file')).ino);
    await vm.files.remove('/srv', { recursive: true });
    await expect(vm.files.list('/srv')).rejects.toMatchObject({ code: 'FILE_MISSING' });
  });

  it('an ordinary user of the VM gets read-only files with several names', async () => {
    const source = scratchDirectory({ file: 'text', empty: '' });
    for (const name of ['file', 'empty']) {
      for (const other of ['a', 'z'])
        linkSync(join(source, name), join(source, `${other}-${name}`));
      chmodSync(join(source, name), 0o400);
    }
    await vm.exec(['sh', '-c', 'mkdir /tmp/own && chown 7:8 /tmp/own']);
    await vm.copyIn(source, '/tmp/own/tree', { user: 'tester' });
    const entries = await vm.files.list('/tmp/own/tree');
    expect(entries.map(({ name, mode, uid, size }) => [name, mode, uid, size])).toEqual(
      ['a-empty', 'a-file', 'empty', 'file', 'z-empty', 'z-file'].map((name) => {
        return [name, 0o400, 7, name.endsWith('file') ? 4 : 0];
      }),
    );
    const copy = join(scratchDirectory(), 'copy');
    await vm.copyOut('/tmp/own/tree', copy, { user: 'tester' });
    expect(readFileSync(join(copy, 'a-file'), 'utf8')).toBe('text');
    expect(statSync(join(copy, 'z-file'))).toMatchObject({ nlink: 3 });
    expect(statSync(join(copy, 'z-empty'))).toMatchObject({ nlink: 3 });
    await vm.files.remove('/tmp/own', { recursive: true });
  });

  it('one file becomes the destination, both ways', async () => {
    const directory = scratchDirectory({ file: 'text' });
    await vm.copyIn(join(directory, 'file'), '/tmp/other');
    expect(await vm.copyOut('/tmp/other', join(directory, 'back'))).toEqual({
      skipped: [],
      skippedCount: 0,
    });
    expect(readFileSync(join(directory, 'back'), 'utf8')).toBe('text');
    await vm.files.remove('/tmp/other');
  });

  it.runIf(IS_ROOT)('owners, devices and fifos where that is asked for', async () => {
    const source = scratchDirectory({ file: 'text', high: '' });
    execFileSync('mkfifo', ['-m', '622', join(source, 'fifo')]);
    execFileSync('mknod', [join(source, 'null'), 'c', '1', '3']);
    execFileSync('chown', ['1234:5678', join(source, 'file')]);
    execFileSync('chown', ['70001:70002', join(source, 'high')]);
    chmodSync(join(source, 'file'), 0o4755);
    await vm.copyIn(source, '/tmp/owned', { owners: true });
    const entries = await vm.files.list('/tmp/owned');
    const named = (wanted: string) => entries.find(({ name }) => name === wanted);
    expect(named('file')).toMatchObject({ uid: 1234, gid: 5678, mode: 0o4755 });
    expect(named('high')).toMatchObject({ uid: 70001, gid: 70002 });
    expect(named('fifo')).toMatchObject({ mode: 0o622 });
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

  it('what a link leads to outlives the removal of the link, also where it may not be removed', async () => {
    const script = [
      'chmod 1777 /tmp',
      'mkdir -p /tmp/home/deep && echo kept > /tmp/home/deep/file && chown -R alice /tmp/home',
      'mkdir /tmp/d && chmod 1777 /tmp/d && chown bob /tmp/d',
      'ln -s /tmp/home /tmp/d/x && chown -h bob /tmp/d/x',
      'mkdir /tmp/d/mine && touch /tmp/d/mine/file && chown -R alice /tmp/d/mine',
    ].join(' && ');
    expect(await vm.exec(['sh', '-c', script])).toMatchObject({ status: 0 });
    const removed = vm.files.remove('/tmp/d', { recursive: true, user: 'alice' });
    await expect(removed).rejects.toMatchObject({
      problems: expect.arrayContaining([{ path: '/tmp/d/x', code: 'EPERM' }]),
    });
    expect(String(await vm.files.read('/tmp/home/deep/file'))).toBe('kept\n');
    expect((await vm.files.list('/tmp/d')).map(({ name }) => name)).toEqual(['x']);
    const behindLink = vm.files.remove('/tmp/d/x/', { recursive: true });
    await expect(behindLink).rejects.toMatchObject({ problems: [{ code: 'ENOTDIR' }] });
    await vm.files.remove('/tmp/d/', { recursive: true });
    expect(String(await vm.files.read('/tmp/home/deep/file'))).toBe('kept\n');
    await vm.files.remove('/tmp/home', { recursive: true });
    await vm.exec(['chmod', '755', '/tmp']);
  });

  it('files of two filesystems with one inode number keep their own contents', async () => {
    const script = [
      'mkdir -p /tmp/one /tmp/two',
      'for name in one two; do',
      '  mount -t tmpfs $name /tmp/$name && cd /tmp/$name && echo $name > file && ln file again || exit',
      'done',
      'touch /tmp/one/other && mount --bind /tmp/two/file /tmp/one/other',
      'ls -i /tmp/one/file /tmp/two/file',
    ].join('\n');
    const { status, stdout } = await vm.exec(['sh', '-c', script]);
    expect(status).toBe(0);
    const [first, second] = String(stdout)
      .trim()
      .split('\n')
      .map((line) => line.trim().split(' ')[0]);
    expect(first).toBe(second);
    const copy = join(scratchDirectory(), 'copy');
    await vm.copyOut('/tmp/one', copy);
    const contents = ['again', 'file', 'other'].map((name) =>
      readFileSync(join(copy, name), 'utf8'),
    );
    expect(contents).toEqual(['one\n', 'one\n', 'two\n']);
    const clean = 'umount /tmp/one/other /tmp/one /tmp/two';
    expect(await vm.exec(['sh', '-c', clean])).toMatchObject({ status: 0 });
  });

  it('a link is followed where it is what is copied out', async () => {
    const script = 'mkdir /tmp/real && echo text > /tmp/real/file && ln -s real /tmp/way';
    expect(await vm.exec(['sh', '-c', script])).toMatchObject({ status: 0 });
    await vm.exec(['sh', '-c', 'ln -s real/file /tmp/name; ln -s file /tmp/real/below']);
    const directory = scratchDirectory();
    await vm.copyOut('/tmp/way', join(directory, 'real'));
    await vm.copyOut('/tmp/name', join(directory, 'name'));
    expect(lstatSync(join(directory, 'real/below')).isSymbolicLink()).toBe(true);
    for (const path of ['real/file', 'name'])
      expect(readFileSync(join(directory, path), 'utf8')).toBe('text\n');
    for (const name of ['way', 'name', 'real'])
      await vm.files.remove(`/tmp/${name}`, { recursive: true });
  });

  it('takes no more memory for more directories', async () => {
    const source = scratchDirectory();
    for (let count = 0; count < 1500; count++) mkdirSync(join(source, `${count}`));
    const limit = (size: string) => vm.exec(['prlimit', '--pid', '1', `--data=${size}`]);
    await vm.copyIn(source, '/tmp/many');
    // For the init, and for the jobs that it starts.
    expect(await limit('4194304:')).toMatchObject({ status: 0 });
    try {
      const copy = join(scratchDirectory(), 'copy');
      await vm.copyOut('/tmp/many', copy);
      expect(readdirSync(copy)).toHaveLength(1500);
      await vm.files.remove('/tmp/many', { recursive: true });
    } finally {
      expect(await limit('unlimited:')).toMatchObject({ status: 0 });
    }
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
