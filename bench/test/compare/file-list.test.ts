import { linkSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { listFiles } from '../../src/compare/file-list.ts';

const directory = mkdtempSync(join(tmpdir(), 'supermin-bench-test-'));
afterAll(() => rmSync(directory, { recursive: true }));

it('regular files, each once, and their bytes', () => {
  mkdirSync(join(directory, 'below'));
  writeFileSync(join(directory, 'one'), '12345');
  writeFileSync(Buffer.from(`${directory}/below/\xff`, 'latin1'), '123');
  linkSync(join(directory, 'one'), join(directory, 'other'));
  symlinkSync('one', join(directory, 'link'));
  const { files, bytes } = listFiles(directory);
  expect(files.sort()).toEqual([`${directory}/below/\xff`, `${directory}/one`]);
  expect(bytes).toBe(8);
});
