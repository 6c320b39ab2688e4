import { describe, expect, it } from 'vitest';
import { encodeJob, type Job } from '../../src/session/job.ts';

const EMPTY: Job = { argv: [], env: {}, shares: [] };

/** The fields of a job: kind and bytes without their NUL. */
function fieldsOf(job: Job): [number, string][] {
  const message = encodeJob(job);
  expect(message.readUInt32LE(0)).toBe(1);
  expect(message.readUInt32LE(4)).toBe(message.length - 8);
  const fields: [number, string][] = [];
  for (let at = 8; at < message.length; ) {
    const size = message.readUInt32LE(at + 4);
    const end = at + 8 + size;
    expect(message[end]).toBe(0);
    fields.push([message.readUInt32LE(at), message.toString('latin1', at + 8, end)]);
    at = end + 1;
  }
  return fields;
}

describe('encodeJob', () => {
  it('is nothing for a shell', () => {
    expect(encodeJob(EMPTY).toString('hex')).toBe('01000000' + '00000000');
  });

  it('has a field for each thing, shares before the directory that may lie on one', () => {
    const job: Job = {
      argv: ['printf', '', 'é', Buffer.from('\xff\xfe', 'latin1')],
      env: { A: '1', EMPTY: '', B: Buffer.from([0xff]) },
      cwd: '/mnt/\xff',
      hostname: 'guest',
      terminal: { rows: 24, columns: 80 },
      shares: [
        { tag: 'share0', type: '9p', directory: '/d', mount: '/mnt', readOnly: true },
        { tag: 'share1', type: 'virtiofs', directory: '/e', mount: '/e', readOnly: false },
      ],
    };
    expect(fieldsOf(job)).toEqual([
      [6, 'share0\x009p\0/mnt\0ro'],
      [6, 'share1\0virtiofs\0/e\0rw'],
      [1, 'printf'],
      [1, ''],
      [1, '\xc3\xa9'],
      [1, '\xff\xfe'],
      [2, 'A=1'],
      [2, 'EMPTY='],
      [2, 'B=\xff'],
      [3, '/mnt/\xff'],
      [4, 'guest'],
      [5, '\x18\0\0\0\x50\0\0\0'],
    ]);
  });

  it.each([
    ['an argument', { argv: ['a\0b'] }],
    ['an argument of bytes', { argv: [Buffer.from([97, 0])] }],
    ['a variable', { env: { A: 'a\0b' } }],
    ['the name of a variable', { env: { 'a\0b': '' } }],
    ['a directory', { cwd: '/a\0b' }],
    [
      'a mount point',
      { shares: [{ tag: 't', type: '9p', directory: '/d', mount: '/\0', readOnly: true }] },
    ],
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
