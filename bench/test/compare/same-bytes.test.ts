import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { sameBytes } from '../../src/compare/same-bytes.ts';

const directory = mkdtempSync(join(tmpdir(), 'supermin-bench-test-'));
afterAll(() => rmSync(directory, { recursive: true }));

function file(name: string, content: Buffer): string {
  writeFileSync(join(directory, name), content);
  return join(directory, name);
}

const large = Buffer.alloc((1 << 20) + 5, 'x');
const first = file('first', large);

it('the same', () => {
  expect(sameBytes(first, file('second', large))).toMatch(/first = .*second: /);
});

it.each([
  ['shorter', large.subarray(1)],
  ['longer', Buffer.concat([large, Buffer.from('y')])],
  ['other at its end', Buffer.concat([large.subarray(1), Buffer.from('y')])],
])('%s', (name, content) => {
  expect(() => sameBytes(first, file(name, content))).toThrow(/not the same/);
});
