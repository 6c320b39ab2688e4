import { buffer } from 'node:stream/consumers';
import { describe, expect, it } from 'vitest';
import {
  endOthers,
  type RootArchiveOptions,
  rootArchive,
} from '../../src/configure/root-archive.ts';
import { GuestJob } from '../../src/session/guest-job.ts';
import type { Job } from '../../src/session/job.ts';
import { TO_GUEST } from '../../src/session/protocol.ts';
import type { Session } from '../../src/session/session.ts';

const CHANGED = 'tar: ./var/log/x: file changed as we read it\n';

/** A VM whose tar writes this, and what became of its job. */
function archived(
  { stdout = '', stderr = '', status = 0, stays = false } = {},
  options: Partial<RootArchiveOptions> = {},
) {
  const jobs: Job[] = [];
  const told: number[] = [];
  const start = (wanted: Job) => {
    jobs.push(wanted);
    const job = new GuestJob(1, (bytes) => void told.push(bytes.readUInt32LE(0)));
    const take = (frame: object) =>
      job.take({ job: 1, ...frame } as Parameters<GuestJob['take']>[0]);
    setImmediate(() => {
      take({ kind: 'started' });
      take({ kind: 'output', output: 1, bytes: Buffer.from(stdout) });
      take({ kind: 'output', output: 2, bytes: Buffer.from(stderr, 'latin1') });
      if (stays) return;
      for (const output of [1, 2]) take({ kind: 'outputEnd', output });
      take({ kind: 'exit', status, signal: 0 });
      take({ kind: 'drained' });
    });
    return job;
  };
  const session = { guest: { start } } as unknown as Session;
  const archive = rootArchive(session, {
    ...{ signal: new AbortController().signal, directory: '/', mayChange: () => false },
    ...options,
  });
  return { session, archive, jobs, told };
}

describe('rootArchive', () => {
  it('is what tar writes of the root, with nothing that is there for the time being', async () => {
    const { archive, jobs, told } = archived({ stdout: 'the archive' });
    expect(String(await buffer(archive))).toBe('the archive');
    const { argv, env } = jobs[0]!;
    expect(argv).toEqual(
      expect.arrayContaining([
        ...['tar', '--create', '--file=-', '--directory=/', '--one-file-system', '--sort=name'],
        ...['--format=posix', '--numeric-owner', '--xattrs', '--xattrs-include=*', '--no-acls'],
        ...['proc', 'sys', 'dev', 'run', 'lost+found'].map((name) => `--exclude=./${name}`),
      ]),
    );
    expect(argv.at(-1)).toBe('.');
    expect(argv.indexOf('--anchored')).toBeLessThan(argv.indexOf('--exclude=./proc'));
    expect(argv.some((each) => String(each).startsWith('--newer'))).toBe(false);
    expect(env.LC_ALL).toBe('C');
    expect(told).toEqual([TO_GUEST.inputEnd]);
  });

  it('of another directory, and only what has changed since', async () => {
    const { archive, jobs } = archived({}, { directory: '/target', since: 0 });
    await buffer(archive);
    expect(jobs[0]!.argv).toEqual(expect.arrayContaining(['--directory=/target', '--newer=@0']));
  });

  it('a file that may change has changed: nothing is lost', async () => {
    const seen: string[] = [];
    const mayChange = (path: string) => {
      seen.push(path);
      return true;
    };
    const tar = { stdout: 'a', stderr: CHANGED, status: 1 };
    expect(String(await buffer(archived(tar, { mayChange }).archive))).toBe('a');
    expect(seen).toEqual(['/var/log/x']);
  });

  it.each([
    ['a file that may not change', { stderr: CHANGED, status: 1 }, /status 1: tar: \.\/var/],
    ['anything else', { stderr: 'tar: oh\n', status: 1 }, /status 1: tar: oh$/],
    ['nothing', { status: 1 }, /status 1$/],
    ['an error of tar', { stderr: CHANGED, status: 2 }, /status 2: tar: /],
  ])('is lost where tar tells of %s', async (_, tar, message) => {
    const mayChange = () => tar.status === 2;
    await expect(buffer(archived(tar, { mayChange }).archive)).rejects.toMatchObject({
      ...{ code: 'CONFIGURE_LOST', message: expect.stringMatching(message) },
    });
  });

  it('keeps the end of what tar has to say', async () => {
    const stderr = `${'x'.repeat(10_000)}end`;
    const error = await buffer(archived({ stderr, status: 2 }).archive).catch((each) => each);
    expect(error.message).toMatch(/x{4093}end$/);
    expect(error.message).not.toMatch(/x{4094}/);
  });

  it('who wants no more of it has tar killed', async () => {
    const { archive, told } = archived({ stdout: 'some', stays: true });
    for await (const chunk of archive) {
      expect(String(chunk)).toBe('some');
      break;
    }
    expect(told).toContain(TO_GUEST.signal);
  });

  it('is given up for the reason of the signal', async () => {
    const controller = new AbortController();
    const { archive } = archived({ stdout: 'x', stays: true }, { signal: controller.signal });
    const reading = buffer(archive);
    controller.abort(new Error('enough'));
    await expect(reading).rejects.toThrow('enough');
  });
});

it('what scripts have left running is asked to end, and then ended', async () => {
  const { session, jobs } = archived();
  await endOthers(session, new AbortController().signal);
  const script = String(jobs[0]!.argv.at(-1));
  expect(jobs[0]!.argv.slice(0, 2)).toEqual(['sh', '-c']);
  expect(script).toMatch(/-s TERM -- -1.*-s KILL -- -1/);
});
