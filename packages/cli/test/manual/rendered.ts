import { spawnSync } from 'node:child_process';
import { expect } from 'vitest';

/** What a reader of a man page sees; troff may have no complaint. */
export function rendered(page: string): string {
  const { status, stdout, stderr } = spawnSync('groff', ['-man', '-ww', '-Tascii', '-P-cbou'], {
    input: page,
    encoding: 'utf8',
  });
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  return stdout;
}
