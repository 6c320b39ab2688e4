import { Readable } from 'node:stream';
import { expect, it } from 'vitest';
import { collect } from '../../src/files/collect.ts';
import { JobOutput } from '../../src/session/job-output.ts';

/** What a guest sends, with or without an end. */
function sending(bytes: number, ends: boolean) {
  const stdout = new JobOutput({ taken: () => {}, closed: () => {} });
  const reasons: unknown[] = [];
  for (let left = bytes; left > 0; left -= 1000) stdout.receive(Buffer.alloc(Math.min(1000, left)));
  if (ends) stdout.end();
  expect(stdout).toBeInstanceOf(Readable);
  return { job: { stdout, abandon: (reason: unknown) => reasons.push(reason) }, reasons };
}

it('collects as much as the limit', async () => {
  const { job, reasons } = sending(5000, true);
  expect((await collect(job, '/f', 5000)).length).toBe(5000);
  expect(reasons).toEqual([]);
});

it('gives up a job that sends more, without waiting for its end', async () => {
  const { job, reasons } = sending(5001, false);
  await expect(collect(job, '/f', 5000)).rejects.toMatchObject({
    code: 'LIMIT_EXCEEDED',
    message: 'cannot read /f in the VM: it has more than 5000 bytes (limit)',
  });
  expect(reasons).toMatchObject([{ code: 'LIMIT_EXCEEDED' }]);
});
