import { spawnSync } from 'node:child_process';
import { device, special } from '@supermin/test-support/trees';
import { describe, expect, it } from 'vitest';
import { encodeSpecialArchive } from '../../src/format/special-archive.ts';

describe('encodeSpecialArchive', () => {
  it('is what tar takes for devices and fifos', () => {
    const archive = encodeSpecialArchive([
      device('character', 1, 3),
      device('block', 4095, 1_048_575),
      special('fifo', { mode: 0o7777, uid: 4_000_000_000 }),
    ]);
    const { stdout, stderr, status } = spawnSync('tar', ['-tv', '--utc', '--numeric-owner'], {
      input: archive,
      encoding: 'utf8',
      env: { ...process.env, LC_ALL: 'C' },
    });
    expect([status, stderr]).toEqual([0, '']);
    expect(stdout.split('\n').map((line) => line.replace(/ +/g, ' '))).toEqual([
      'crw------- 0/0 1,3 1970-01-01 00:00 0',
      'brw------- 0/0 4095,1048575 1970-01-01 00:00 1',
      'prw------- 0/0 0 1970-01-01 00:00 2',
      '',
    ]);
  });

  it('has a header as ustar says', () => {
    const header = encodeSpecialArchive([device('character', 1, 3)]).subarray(0, 512);
    expect(header.toString('latin1', 0, 8)).toBe('0\0\0\0\0\0\0\0');
    expect(header.toString('latin1', 100, 157)).toBe(
      '0000600\x000000000\x000000000\x0000000000000\x0000000000000\x00007254\0 3',
    );
    expect(header.toString('latin1', 257, 265)).toBe('ustar\x0000');
    expect(header.toString('latin1', 329, 345)).toBe('0000001\x000000003\0');
  });
});
