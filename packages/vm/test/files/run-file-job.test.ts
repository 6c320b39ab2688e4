import { scratchDirectory } from '@supermin/test-support/scratch';
import { afterEach, expect, it, vi } from 'vitest';
import { unpack } from '../../src/files/copy-out.ts';
import { runFileJob } from '../../src/files/run-file-job.ts';
import { GuestJob } from '../../src/session/guest-job.ts';
import { encodeFrame, numbers } from '../../src/session/protocol.ts';
import type { Session } from '../../src/session/session.ts';
import { archiveOf, TOP } from './hostile-archive.ts';

const KILL = encodeFrame('signal', 1, numbers(9));

/** A job that unpacks an archive, of a guest that does what it is told here and nothing else. */
function copyOutOf() {
  const sent: Buffer[] = [];
  const job = new GuestJob(1, (bytes) => sent.push(bytes));
  const session = { guest: { start: () => job } } as unknown as Session;
  const request = { action: 'get', argv: ['/x'], what: 'cannot copy' } as const;
  const copied = runFileJob(session, request, () =>
    unpack(job.stdout, `${scratchDirectory()}/copy`, false),
  );
  copied.catch(() => {});
  job.take({ kind: 'started', job: 1 });
  const output = (bytes: Buffer) => job.take({ kind: 'output', job: 1, output: 1, bytes });
  return { job, copied, output, isKilled: () => sent.some((bytes) => bytes.equals(KILL)) };
}

afterEach(() => {
  vi.useRealTimers();
});

it.each([false, true])(
  'does not wait for a guest whose archive is refused (all of it sent: %s)',
  async (all) => {
    vi.useFakeTimers();
    const { job, copied, output, isKilled } = copyOutOf();
    output(archiveOf([TOP, { name: '../x', type: 'file', text: 'x' }]));
    if (all) job.take({ kind: 'outputEnd', job: 1, output: 1 });
    await expect(copied).rejects.toMatchObject({ code: 'ARCHIVE_REFUSED' });
    expect(isKilled()).toBe(true);
  },
);

it('waits a while for the reason of a guest that ends its archive early, and for no longer', async () => {
  vi.useFakeTimers();
  const { job, copied, output, isKilled } = copyOutOf();
  output(archiveOf([TOP]).subarray(0, 50));
  job.take({ kind: 'outputEnd', job: 1, output: 1 });
  await vi.advanceTimersByTimeAsync(9000);
  expect(isKilled()).toBe(false);
  await vi.advanceTimersByTimeAsync(1000);
  expect(isKilled()).toBe(true);
  await expect(copied).rejects.toMatchObject({ code: 'ARCHIVE_REFUSED' });
});
