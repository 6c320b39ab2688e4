import { describe, expect, it } from 'vitest';
import { VmJob } from '../../src/job/vm-job.ts';
import { GuestJob } from '../../src/session/guest-job.ts';
import { TO_GUEST } from '../../src/session/protocol.ts';

function started(signal?: AbortSignal) {
  const told: Buffer[] = [];
  const guest = new GuestJob(1, (bytes) => void told.push(bytes));
  const job = new VmJob(guest, signal);
  const take = (frame: object) =>
    guest.take({ job: 1, ...frame } as Parameters<GuestJob['take']>[0]);
  const numbers = () =>
    told.map((bytes) => [bytes.readUInt32LE(0), ...[...bytes.subarray(12)].filter(Boolean)]);
  return { guest, job, take, numbers };
}

describe('VmJob', () => {
  it('has the streams of the command, its start and its end', async () => {
    const { guest, job, take } = started();
    expect([job.stdin, job.stdout, job.stderr]).toEqual([guest.stdin, guest.stdout, guest.stderr]);
    take({ kind: 'started' });
    await job.started;
    take({ kind: 'exit', status: 143, signal: 15 });
    expect(await job.exit).toEqual({ status: 143, signal: 'SIGTERM' });
  });

  it('sends SIGTERM, or what it is told, and the size of the terminal', () => {
    const { job, numbers } = started();
    job.kill();
    job.kill('SIGKILL');
    job.kill(1);
    job.resize({ rows: 3, columns: 4 });
    const { signal, resize } = TO_GUEST;
    expect(numbers()).toEqual([
      [signal, 15],
      [signal, 9],
      [signal, 1],
      [resize, 3, 4],
    ]);
  });

  it('is killed by a signal, as long as it lasts', async () => {
    const controller = new AbortController();
    const killed = started(controller.signal);
    const ended = started(controller.signal);
    ended.take({ kind: 'started' });
    ended.take({ kind: 'exit', status: 0, signal: 0 });
    await ended.job.exit;
    controller.abort(new Error('enough'));
    await expect(killed.job.exit).rejects.toThrow('enough');
    expect(killed.numbers()).toContainEqual([TO_GUEST.signal, 9]);
    expect(ended.numbers()).toEqual([]);
  });
});
