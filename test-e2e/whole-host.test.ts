import { chmodSync, chownSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { listDirectory } from '@supermin/test-support/listing';
import { succeed } from '@supermin/test-support/programs';
import { scratchDirectory } from '@supermin/test-support/scratch';
import { IS_ROOT, USERS } from '@supermin/test-support/users';
import { beforeAll, describe, expect, it } from 'vitest';
import { DebianArchive } from './support/debian-archive.ts';
import { supermin, superminSucceeds } from './support/installation.ts';
import { HAS_QEMU } from './support/qemu.ts';

const MAKEFILE = 'all: program\nprogram: program.c\n\tcc -o $@ $<\n';
const SOURCE = '#include <stdio.h>\nint main(void) { return puts("built") < 0; }\n';

/** What root in the guest may try to reach the host by. */
const HOSTILE = [
  'mkdir -p /mnt/root && mount -t "$TYPE" $OPTIONS root /mnt/root && echo changed > "/mnt/root$FILE"',
  'mount -o remount,rw /mnt/root; echo changed > "/mnt/root$FILE"',
  'rm "/mnt/root$FILE"',
  'chmod 4777 "/mnt/root$FILE"',
  'touch "/mnt/root$(dirname "$FILE")/new"',
];

describe.runIf(HAS_QEMU && IS_ROOT).each(USERS)('run --host as $name', (user) => {
  const directory = scratchDirectory({}, user);
  const checkout = join(directory, 'checkout');
  const options = {
    cwd: checkout,
    env: { XDG_CACHE_HOME: join(directory, 'cache'), HOME: directory },
    ...(user.uid === undefined ? {} : { uid: user.uid }),
  };
  /** Of a kernel that this user's VM can have this machine's root by. */
  const kernel: string[] = [];
  let why: string | undefined;

  beforeAll(async () => {
    mkdirSync(join(checkout, 'kept'), { recursive: true });
    writeFileSync(join(checkout, 'Makefile'), MAKEFILE);
    writeFileSync(join(checkout, 'program.c'), SOURCE, { mode: 0o600 });
    if (user.uid !== undefined) {
      for (const name of ['', 'kept', 'Makefile', 'program.c'])
        chownSync(join(checkout, name), user.uid, user.uid);
      const found = await kernelWith9p(join(scratchDirectory(), 'kernel'));
      if (typeof found === 'string') why = found;
      else kernel.push('--kernel', found.image, '--modules-from', found.modules);
    }
  });

  const host = (...argv: string[]) =>
    superminSucceeds(['run', '--host', ...kernel, ...argv], options);

  it('builds in a checkout as this user, and leaves the host as it was', async ({ skip }) => {
    skip(why !== undefined, why);
    const before = listDirectory(checkout);
    const script =
      'pwd; id -u; echo "$HOME"; make && ./program; echo new > kept/file; cat kept/file';
    const { stdout } = await host('--', 'sh', '-c', script);
    const lines = [checkout, String(user.uid ?? 0), directory, 'cc -o program program.c'];
    expect(stdout).toBe([...lines, 'built', 'new', ''].join('\n'));
    expect(listDirectory(checkout)).toEqual(before);
  });

  it('is restored from a saved VM the second time, and sees what has changed here meanwhile', async ({
    skip,
  }) => {
    skip(why !== undefined, why);
    const file = join(checkout, 'changing');
    const say = async (text: string) => {
      writeFileSync(file, text);
      const { stdout, stderr } = await host('-v', '--', 'sh', '-c', 'cat changing; uname -n');
      return [stdout, /template: (.*)/.exec(stderr)?.[1]];
    };
    expect(await say('one\n')).toEqual([
      'one\nsupermin\n',
      expect.stringMatching(/^(saved a VM|the VM is restored)/),
    ]);
    expect(await say('two\n')).toEqual(['two\nsupermin\n', 'the VM is restored from a saved one']);
    rmSync(file);
  });

  it('--rw: what is written there is written here, and nothing else', async ({ skip }) => {
    skip(why !== undefined, why);
    const script = 'echo new > kept/file; echo other > other; id -u > kept/user';
    await host('--rw', 'kept', '--', 'sh', '-c', script);
    expect(readFileSync(join(checkout, 'kept/file'), 'utf8')).toBe('new\n');
    expect(readFileSync(join(checkout, 'kept/user'), 'utf8')).toBe(`${user.uid ?? 0}\n`);
    expect([...listDirectory(checkout).keys()]).not.toContain('/other');
  });

  it('root in the guest does not get at the host', async ({ skip }) => {
    skip(why !== undefined, why);
    const file = join(checkout, 'Makefile');
    chmodSync(file, 0o666);
    const type = user.uid === undefined ? 'virtiofs' : '9p';
    const mount = user.uid === undefined ? '' : '-otrans=virtio,version=9p2000.L';
    const words = ['-e', `FILE=${file}`, '-e', `TYPE=${type}`, '-e', `OPTIONS=${mount}`];
    const script = HOSTILE.map((line) => `{ ${line}; } 2>/dev/null && echo DONE`).join('\n');
    const { stdout } = await host('--user', '0', ...words, '--', 'sh', '-c', `${script}; echo END`);
    // As long as 9p's device is in use it takes no second mount.
    expect(stdout).toBe('END\n');
    expect(readFileSync(file, 'utf8')).toBe(MAKEFILE);
  });

  if (user.uid !== undefined) {
    it('says what is wanting where the kernel has no 9p', async ({ skip }) => {
      const { status, stderr } = await supermin(['run', '--host', 'true'], options);
      skip(status === 0, 'the kernel has 9p');
      expect(status).toBe(125);
      expect(stderr).toMatch(
        /^supermin: this machine's root cannot be given to a VM: .*no 9p module/,
      );
      expect(stderr).toContain('linux-image-amd64');
    });
  }
});

/** Debian's kernel for clouds, which the other tests run with, has no 9p. */
async function kernelWith9p(
  directory: string,
): Promise<{ image: string; modules: string } | string> {
  mkdirSync(directory);
  const { VERSION_CODENAME: suite = '' } = Object.fromEntries(
    readFileSync('/etc/os-release', 'utf8')
      .split('\n')
      .map((line) => line.split('=') as [string, string]),
  );
  const archive = await DebianArchive.open(join(directory, 'apt'), suite);
  if (typeof archive === 'string') return archive;
  const files = await archive.download(['linux-image-amd64']);
  const file = files.find((name) => /linux-image-[\d.]+-/.test(name))!;
  await succeed('dpkg-deb', ['-x', file, directory]);
  const version = /linux-image-([^_]+)_/.exec(file)![1]!.replace(/-unsigned$/, '');
  await succeed('depmod', ['-b', directory, version], {
    env: { PATH: `${process.env.PATH}:/usr/sbin:/sbin` },
  });
  await succeed('chmod', ['-R', 'a+rX', directory]);
  return {
    image: join(directory, `boot/vmlinuz-${version}`),
    modules: join(directory, `lib/modules/${version}`),
  };
}
