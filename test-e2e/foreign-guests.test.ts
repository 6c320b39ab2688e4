import { chmodSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { scratchDirectory } from '@supermin/test-support/scratch';
import { IS_ROOT } from '@supermin/test-support/users';
import { beforeAll, describe, expect, it } from 'vitest';
import { DebianArchive } from './support/debian-archive.ts';
import { makeDebianRoot } from './support/debian-root.ts';
import { foreignGuests } from './support/foreign-guests.ts';
import { supermin, superminSucceeds } from './support/installation.ts';
import { expectPlaceToWorkIn } from './support/place-to-work-in.ts';

const directory = scratchDirectory();
const guests = await Promise.all((IS_ROOT ? foreignGuests() : []).map(open));

async function open(guest: ReturnType<typeof foreignGuests>[number]) {
  const at = join(directory, guest.architecture);
  mkdirSync(at);
  const archive = await DebianArchive.open(at, guest.suite, guest.architecture);
  if (typeof archive !== 'string') return { ...guest, archive };
  console.warn(`SKIPPED: guests of ${guest.architecture}: ${archive}`);
  return { ...guest, archive: undefined };
}

describe.skipIf(guests.length === 0).each(guests)(
  'a guest of $machine',
  ({ machine, architecture, kernel, archive }) => {
    const root = join(directory, architecture, 'root');
    const options = { env: { XDG_CACHE_HOME: join(directory, architecture, 'user-cache') } };
    const run = (...argv: string[]) => superminSucceeds(['run', '--root', root, ...argv], options);

    beforeAll(async () => {
      if (archive === undefined) return;
      chmodSync(directory, 0o755);
      await makeDebianRoot(root, archive, kernel);
    });

    it.runIf(archive)('runs a command of its own architecture, on its own kernel', async () => {
      const [version] = readdirSync(join(root, 'usr/lib/modules'));
      expect((await run('--', 'uname', '-mr')).stdout).toBe(`${version} ${machine}\n`);
    });

    it.runIf(archive)('with its streams, its status, and two processors', async () => {
      const script = 'nproc; cat; echo err >&2; exit 7';
      const argv = ['run', '--root', root, '--cpus', '2', '--', 'sh', '-c', script];
      const { status, stdout, stderr } = await supermin(argv, { ...options, input: 'text\n' });
      expect({ status, stdout }).toEqual({ status: 7, stdout: '2\ntext\n' });
      expect(stderr.split('\n')).toContain('err');
    });

    it.runIf(archive)('with a directory of this machine', async () => {
      const share = join(directory, architecture, 'share');
      mkdirSync(share, { recursive: true });
      writeFileSync(join(share, 'here'), 'here\n');
      const script = 'cat here; echo there > there';
      const { stdout } = await run(
        '--share',
        `${share}:/srv`,
        '-w',
        '/srv',
        '--',
        'sh',
        '-c',
        script,
      );
      expect(stdout).toBe('here\n');
      expect(readFileSync(join(share, 'there'), 'utf8')).toBe('there\n');
    });

    it.runIf(archive)('is a place to work in', () =>
      expectPlaceToWorkIn(['--root', root], options),
    );
  },
);
