import { GuestJob } from '../../src/session/guest-job.ts';
import type { Session } from '../../src/session/session.ts';

/** A VM in which each command writes what it is told here, one after the other, and ends with this status. */
export function toldSession(...answers: { stdout: string; status?: number }[]): Session {
  const start = () => {
    const { stdout, status = 0 } = answers.shift()!;
    const job = new GuestJob(1, () => {});
    setImmediate(() => {
      job.take({ kind: 'started', job: 1 });
      job.take({ kind: 'output', job: 1, output: 1, bytes: Buffer.from(stdout, 'latin1') });
      for (const output of [1, 2] as const) job.take({ kind: 'outputEnd', job: 1, output });
      job.take({ kind: 'exit', job: 1, status, signal: 0 });
      job.take({ kind: 'drained', job: 1 });
    });
    return job;
  };
  return { guest: { start } } as unknown as Session;
}
