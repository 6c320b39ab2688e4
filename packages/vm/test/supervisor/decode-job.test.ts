import { describe, expect, it } from 'vitest';
import { encodeJob, type Job } from '../../src/session/job.ts';
import { numbers } from '../../src/session/protocol.ts';
import { decodeJob } from '../../src/supervisor/decode-job.ts';

describe('decodeJob', () => {
  it('is encodeJob backwards', () => {
    const job: Job = {
      argv: ['sh', Buffer.from([0xff, 0x20]), ''],
      env: { A: 'b=c', EMPTY: '', BYTES: Buffer.from([0xfe]) },
      cwd: '/d\xe9',
      user: 'nobody:7',
      terminal: { rows: 24, columns: 80 },
    };
    const payload = encodeJob(job);
    const decoded = decodeJob(payload);
    expect(encodeJob(decoded)).toEqual(payload);
    expect(decoded).toMatchObject({ cwd: '/d\xe9', user: 'nobody:7', terminal: job.terminal });
    expect(decodeJob(encodeJob({ argv: [], env: {} }))).toEqual({ argv: [], env: {} });
  });

  it.each([
    ['cut off', numbers(1)],
    ['longer than the frame', Buffer.concat([numbers(1, 2 ** 31), Buffer.alloc(2)])],
    ['without its NUL', Buffer.concat([numbers(1, 1), Buffer.from('ab')])],
    ['of a kind that there is not', Buffer.concat([numbers(99, 0), Buffer.alloc(1)])],
    ['of the VM', Buffer.concat([numbers(4, 1), Buffer.from('h\0')])],
    ['a variable without a name', Buffer.concat([numbers(2, 2), Buffer.from('=b\0')])],
    ['a terminal without a size', Buffer.concat([numbers(5, 4, 24), Buffer.alloc(1)])],
  ])('throws for a field that is %s', (_, payload) => {
    expect(() => decodeJob(payload)).toThrow(/field|variable|terminal/);
  });
});
