import { describe, expect, it } from 'vitest';
import { encodeJob, type Job } from '../../src/session/job.ts';
import { fieldsOf } from './fields.ts';

const EMPTY: Job = { argv: [], env: {} };

describe('encodeJob', () => {
  it('is nothing for a shell', () => {
    expect(encodeJob(EMPTY)).toHaveLength(0);
  });

  it('has a field for each thing', () => {
    const job: Job = {
      argv: ['printf', '', 'é', Buffer.from('\xff\xfe', 'latin1')],
      env: { A: '1', EMPTY: '', B: Buffer.from([0xff]) },
      cwd: '/mnt/\xff',
      user: 'daemon:mail',
      terminal: { rows: 24, columns: 80 },
    };
    expect(fieldsOf(encodeJob(job))).toEqual([
      [1, 'printf'],
      [1, ''],
      [1, '\xc3\xa9'],
      [1, '\xff\xfe'],
      [2, 'A=1'],
      [2, 'EMPTY='],
      [2, 'B=\xff'],
      [3, '/mnt/\xff'],
      [7, 'daemon:mail'],
      [5, '\x18\0\0\0\x50\0\0\0'],
    ]);
  });

  it.each([
    ['an argument', { argv: ['a\0b'] }],
    ['an argument of bytes', { argv: [Buffer.from([97, 0])] }],
    ['a variable', { env: { A: 'a\0b' } }],
    ['the name of a variable', { env: { 'a\0b': '' } }],
    ['a directory', { cwd: '/a\0b' }],
    ['a user', { user: 'a\0b' }],
  ] as const)('refuses a NUL in %s', (_, part) => {
    expect(() => encodeJob({ ...EMPTY, ...part })).toThrow(
      expect.objectContaining({ code: 'JOB_UNUSABLE', exitStatus: 125 }),
    );
  });

  it('refuses what the guest would not take', () => {
    expect(() => encodeJob({ ...EMPTY, argv: ['x'.repeat(17 << 20)] })).toThrow(
      expect.objectContaining({ code: 'JOB_UNUSABLE' }),
    );
  });
});
