import { createHash } from 'node:crypto';
import { chmodSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { SmallRoot } from '@supermin/test-support/debian';
import { available, hasProgram, run, succeed } from '@supermin/test-support/programs';
import { scratchDirectory } from '@supermin/test-support/scratch';
import { IS_ROOT, USERS } from '@supermin/test-support/users';
import { beforeAll, describe, expect, it } from 'vitest';
import { DATABASE, makeFedoraRoot } from './support/fedora-root.ts';
import { superminSucceeds } from './support/installation.ts';
import { HAS_QEMU } from './support/qemu.ts';

const HAS_RPM = available(
  'capabilities of rpm packages',
  hasProgram('rpmbuild') && hasProgram('createrepo_c'),
);

/** cap_net_raw=ep, as setcap(8) writes it. */
const NET_RAW = '0x0100000200200000000000000000000000000000';

/** `user::rw-,user:65534:r--,group::r--,mask::r--,other::---` in the kernel's form. */
const ACL = [
  ...['0x02000000', '01000600ffffffff', '02000400feff0000', '04000400ffffffff'],
  ...['10000400ffffffff', '20000000ffffffff'],
].join('');

const shared = scratchDirectory();
const root = new SmallRoot(join(shared, 'root'));
root.install('tiny', ['/usr/bin/raw', '/usr/share/shared', '/usr/bin/plain']);
root.kernel('/boot/vmlinuz-6.1', '6.1');
root.modules('6.1', {});
writeFileSync(join(shared, 'packages'), 'tiny\n');
chmodSync(shared, 0o755);

describe.runIf(IS_ROOT).each(USERS)('attributes of host files, as $name', (user) => {
  const scratch = scratchDirectory({}, user);
  const options = { ...user, env: { XDG_CACHE_HOME: join(scratch, 'cache') } };
  const path = (name: string) => join(root.directory, name);

  beforeAll(async () => {
    await succeed('setcap', ['cap_net_raw=ep', path('usr/bin/raw')]);
    const set = (name: string, value: string, file: string) =>
      succeed('setfattr', ['-n', name, '-v', value, path(file)]);
    await set('system.posix_acl_access', ACL, 'usr/share/shared');
    await set('user.origin', 'here', 'usr/share/shared');
    await set('trusted.local', 'here', 'usr/share/shared');
  });

  async function built(format: string, ...more: string[]): Promise<string> {
    const output = join(scratch, [format, ...more].join(''));
    const from = ['--root', root.directory, join(shared, 'packages')];
    await superminSucceeds(['build', '-f', format, ...from, '-o', output, ...more], options);
    return output;
  }

  async function inImage(output: string, file: string): Promise<string> {
    const image = join(output, 'root');
    return (await succeed('debugfs', ['-R', `ea_list ${file}`, image])).stdout;
  }

  it('are in an ext2 image, which is the same each time', async () => {
    const image = await built('ext2', '--size', 'auto');
    expect(await inImage(image, '/usr/bin/raw')).toContain('security.capability (20)');
    const shared = await inImage(image, '/usr/share/shared');
    expect(shared).toContain('user.origin (4) = "here"');
    expect(shared).toContain('system.posix_acl_access');
    expect(shared).not.toContain('trusted');
    expect(await inImage(image, '/usr/bin/plain')).not.toMatch(/\(\d+\)/);
    await succeed('e2fsck', ['-fn', join(image, 'root')]);
    const again = await built('ext2', '--size', 'auto', '--force');
    const digest = (output: string) =>
      createHash('sha256')
        .update(readFileSync(join(output, 'root')))
        .digest('hex');
    expect(digest(again)).toBe(digest(image));
  });

  it('are in a directory tree, as far as this user may set them', async () => {
    const tree = await built('chroot');
    const argv = ['-d', '-m', '-', '-e', 'hex', '--absolute-names', join(tree, 'usr/share/shared')];
    const { stdout } = await succeed('getfattr', argv);
    expect(stdout).toContain('user.origin=0x68657265');
    expect(stdout).toContain(`system.posix_acl_access=${ACL}`);
    if (user.uid !== undefined) return;
    const raw = await succeed('getfattr', [
      ...['-d', '-m', 'security.capability', '-e', 'hex', '--absolute-names'],
      join(tree, 'usr/bin/raw'),
    ]);
    expect(raw.stdout).toContain(NET_RAW);
  });

  it('are left out on request, and for clients of supermin 5', async () => {
    const image = await built('ext2', '--size', 'auto', '--xattrs', 'none');
    expect(await inImage(image, '/usr/bin/raw')).not.toContain('security.capability');
    const output = join(scratch, 'legacy');
    const input = join(shared, 'packages');
    const argv = ['--build', '-f', 'ext2', '--root', root.directory, input, '-o', output];
    await superminSucceeds(argv, options);
    expect(await inImage(output, '/usr/bin/raw')).not.toContain('security.capability');
  });

  it('--xattrs all takes those of this machine, too', async () => {
    const image = await built('ext2', '--size', 'auto', '--xattrs', 'all');
    const shared = await inImage(image, '/usr/share/shared');
    // Only root sees these.
    if (user.uid === undefined) expect(shared).toContain('trusted.local (4) = "here"');
    expect(shared).toContain('user.origin');
  });
});

describe.runIf(HAS_QEMU).each(USERS)('ping, in a VM made by $name', (user) => {
  it('works for nobody, as its capability is kept', async ({ skip }) => {
    const { stdout } = await run('getcap', ['/usr/bin/ping'], {}).catch(() => ({ stdout: '' }));
    skip(!stdout.includes('cap_net_raw'), 'ping has no capability here: package iputils-ping');
    const env = { XDG_CACHE_HOME: join(scratchDirectory({}, user), 'cache') };
    const argv = ['run', '--user', 'nobody', '--', 'ping', '-c', '1', '127.0.0.1'];
    expect((await superminSucceeds(argv, { ...user, env })).stdout).toContain('1 received');
  });
});

describe.runIf(HAS_QEMU && HAS_RPM && IS_ROOT)('ping of an rpm package', () => {
  const directory = scratchDirectory();
  let root = '';

  beforeAll(async () => {
    root = await makeFedoraRoot(directory, ['iputils-ping']);
  }, 600_000);

  it('has the capability that its package says', async () => {
    const argv = ['--root', root, '--dbpath', DATABASE, '-q', '--filecaps', 'iputils-ping'];
    expect((await succeed('rpm', argv)).stdout).toContain('/usr/bin/ping\tcap_net_raw=ep');
  });

  it.each(USERS)('works for nobody in a VM made by $name', async (user) => {
    const env = { XDG_CACHE_HOME: join(scratchDirectory({}, user), 'cache') };
    const argv = ['run', '--root', root, '--user', 'nobody', '--', 'ping', '-c', '1', '127.0.0.1'];
    expect((await superminSucceeds(argv, { ...user, env })).stdout).toContain('1 received');
  });
});
