import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { scratchDirectory } from '@supermin/test-support/scratch';
import { describe, expect, it } from 'vitest';
import { copyIn } from '../../src/files/copy-in.ts';
import { copyOut } from '../../src/files/copy-out.ts';
import { VmFiles } from '../../src/files/vm-files.ts';
import { GuestJob } from '../../src/session/guest-job.ts';
import type { Job } from '../../src/session/job.ts';
import { numbers } from '../../src/session/protocol.ts';
import type { Session } from '../../src/session/session.ts';
import { archiveOf, TOP } from './hostile-archive.ts';

/** What a guest answers to a request for files. */
interface Answer {
  stdout?: Buffer;
  /** Error numbers of paths. */
  problems?: readonly (readonly [number, string])[];
  status?: number;
}

/** A guest init that answers so when the input has ended, and what it was asked for and given. */
function asked({ stdout = Buffer.alloc(0), problems = [], status = 0 }: Answer = {}) {
  const seen = { jobs: [] as Job[], input: '', killed: false };
  const start = (wanted: Job) => {
    seen.jobs.push(wanted);
    const take = (frame: object) =>
      job.take({ job: 1, ...frame } as Parameters<GuestJob['take']>[0]);
    let isInput = false;
    const job: GuestJob = new GuestJob(1, (bytes) => {
      if (isInput) seen.input += bytes.toString('latin1');
      const kind = isInput ? 0 : bytes.readUInt32LE(0);
      isInput = kind === 3;
      if (kind === 7) seen.killed = true;
      if (kind === 4) setImmediate(answer);
    });
    const answer = () => {
      if (job.lost !== undefined || job.isOver) return;
      for (const [error, path] of problems) {
        const bytes = Buffer.concat([numbers(error, path.length), Buffer.from(path, 'latin1')]);
        take({ kind: 'output', output: 2, bytes });
      }
      if (stdout.length > 0) take({ kind: 'output', output: 1, bytes: stdout });
      for (const output of [1, 2]) take({ kind: 'outputEnd', output });
      take({ kind: 'exit', status, signal: 0 });
      take({ kind: 'drained' });
    };
    take({ kind: 'started' });
    return job;
  };
  const session = { guest: { start } } as unknown as Session;
  const argv = () => seen.jobs[0]!.argv.map((each) => Buffer.from(each).toString('latin1'));
  return { session, seen, argv, files: new VmFiles(session) };
}

const list = (...names: string[]) =>
  Buffer.concat(
    names.map((name) =>
      Buffer.concat([numbers(0o100644, 0, 0, 0, 0, 0, name.length), Buffer.from(name)]),
    ),
  );

describe('files of a VM', () => {
  it('are read, by whom it is said', async () => {
    const { files, seen, argv } = asked({ stdout: Buffer.from('text') });
    expect(String(await files.read('/\xe9', { user: 'u' }))).toBe('text');
    expect(seen.jobs).toMatchObject([{ files: 'read', user: 'u', env: {} }]);
    expect(argv()).toEqual(['/\xe9']);
  });

  it('are read up to a limit', async () => {
    const { files, seen } = asked({ stdout: Buffer.from('text') });
    await expect(files.read('/f', { limit: 3 })).rejects.toMatchObject({ code: 'LIMIT_EXCEEDED' });
    expect(seen.killed).toBe(true);
  });

  it.each([
    [undefined, ['/f']],
    [0o104755, ['/f', '4755']],
    [0, ['/f', '0']],
  ])('are written, with mode %s', async (mode, argv) => {
    const made = asked();
    await made.files.write('/f', 'text', mode === undefined ? {} : { mode });
    expect(made.argv()).toEqual(argv);
    expect(made.seen).toMatchObject({ jobs: [{ files: 'write' }], input: 'text' });
  });

  it('are written from a stream', async () => {
    const { files, seen } = asked();
    await files.write('/f', Readable.from([Buffer.from('some '), Buffer.from('text')]));
    expect(seen.input).toBe('some text');
  });

  it('are listed in the order of their names', async () => {
    const { files, seen } = asked({ stdout: list('b', 'B', 'a') });
    expect((await files.list('/d')).map(({ name }) => name)).toEqual(['B', 'a', 'b']);
    expect(seen.jobs).toMatchObject([{ files: 'list' }]);
    await expect(
      asked({ stdout: list('b') }).files.list('/d', { limit: 28 }),
    ).rejects.toMatchObject({ code: 'LIMIT_EXCEEDED' });
  });

  it.each([
    [{}, ['/d']],
    [{ recursive: false }, ['/d']],
    [{ recursive: true }, ['/d', 'recursive']],
  ])('are removed: %j', async (options, argv) => {
    const made = asked();
    await made.files.remove('/d', options);
    expect(made.argv()).toEqual(argv);
    expect(made.seen.jobs).toMatchObject([{ files: 'remove' }]);
  });
});

describe('what a guest refuses', () => {
  it('is told with its paths', async () => {
    const { files } = asked({ problems: [[2, '/\xe9']], status: 1 });
    await expect(files.read('/x')).rejects.toMatchObject({
      ...{ code: 'FILE_MISSING', message: expect.stringMatching(/^cannot read in the VM: /) },
      problems: [{ path: '/\xe9', code: 'ENOENT' }],
    });
  });

  it('or with what was asked for, where it says nothing', async () => {
    const { files } = asked({ status: 1 });
    await expect(files.read('/x')).rejects.toMatchObject({
      ...{ code: 'FILES_FAILED', problems: [{ path: '/x', code: 'EIO' }] },
    });
  });

  it('is not even asked for where the signal is aborted', async () => {
    const { files, seen } = asked();
    const signal = AbortSignal.abort(new Error('enough'));
    await expect(files.read('/x', { signal })).rejects.toThrow('enough');
    expect(seen.jobs).toEqual([]);
  });
});

describe('copying out of a VM', () => {
  const copy = async (answer: Answer, owners?: boolean) => {
    const { session, argv, seen } = asked(answer);
    const to = join(scratchDirectory(), 'copy');
    const options = owners === undefined ? {} : { owners };
    const result = await copyOut(session, ['/\xe9', to], options);
    return { to, argv: argv(), seen, result };
  };

  it('makes what the guest sends', async () => {
    const stdout = archiveOf([TOP, { name: './f', type: 'file', text: 'text' }]);
    const { to, argv, seen, result } = await copy({ stdout });
    expect(readFileSync(join(to, 'f'), 'utf8')).toBe('text');
    expect(argv).toEqual(['/\xe9']);
    expect(seen.jobs).toMatchObject([{ files: 'get' }]);
    expect(result).toEqual({ skipped: [], skippedCount: 0 });
  });

  it('fails with what the guest could not read, or sends what no guest sends', async () => {
    const stdout = archiveOf([TOP]);
    await expect(copy({ stdout, problems: [[13, '/p']] })).rejects.toMatchObject({
      problems: [{ path: '/p', code: 'EACCES' }],
    });
    const behind = Buffer.concat([stdout, Buffer.from('x'.repeat(512))]);
    await expect(copy({ stdout: behind })).rejects.toMatchObject({ code: 'ARCHIVE_REFUSED' });
    await expect(copy({ stdout: Buffer.from('nonsense') })).rejects.toMatchObject({
      code: 'ARCHIVE_REFUSED',
    });
  });
});

describe('copying into a VM', () => {
  it('sends all of a directory', async () => {
    const { session, seen, argv } = asked();
    await copyIn(session, [scratchDirectory({ f: 'my text' }), '/d\xe9'], {});
    expect(argv()).toEqual(['/d\xe9']);
    expect(seen.jobs).toMatchObject([{ files: 'put' }]);
    expect(seen.input).toContain('my text');
  });

  it('with owners, if it is to', async () => {
    const { session, argv } = asked();
    await copyIn(session, [scratchDirectory({ f: '' }), '/d'], { owners: true, user: 'u' });
    expect(argv()).toEqual(['/d', 'owners']);
  });

  it('begins nothing that it cannot complete', async () => {
    const { session, seen } = asked();
    const none = join(scratchDirectory(), 'none');
    expect(existsSync(none)).toBe(false);
    await expect(copyIn(session, [none, '/d'], {})).rejects.toMatchObject({
      ...{ code: 'FILE_MISSING', problems: [{ path: none, code: 'ENOENT' }] },
    });
    expect(seen.jobs).toEqual([]);
  });

  it('fails with what the guest could not write', async () => {
    const { session } = asked({ problems: [[28, '/d']], status: 1 });
    await expect(copyIn(session, [scratchDirectory(), '/d'], {})).rejects.toMatchObject({
      problems: [{ path: '/d', code: 'ENOSPC' }],
    });
  });
});
