import { execFileSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { retire } from '../src/retire.ts';

const directory = mkdtempSync(join(tmpdir(), 'supermin-bench-'));

afterAll(() => {
  rmSync(directory, { recursive: true });
});

it('a tree is moved aside, its files emptied; links are left alone', () => {
  const outside = join(directory, 'outside');
  writeFileSync(outside, 'not ours');
  const output = join(directory, 'tree');
  mkdirSync(join(output, 'sub'), { recursive: true });
  writeFileSync(join(output, 'sub/file'), 'x'.repeat(100_000), { mode: 0o400 });
  symlinkSync(outside, join(output, 'sub/link'));
  retire(output);
  expect(existsSync(output)).toBe(false);
  const [aside] = readdirSync(directory).filter((name) => name.startsWith('tree.'));
  expect(statSync(join(directory, aside!, 'sub/file')).size).toBe(0);
  expect(statSync(outside).size).toBe(8);
});

it('a file, and a directory of plain files, is removed', () => {
  const file = join(directory, 'plain.img');
  writeFileSync(file, 'x');
  retire(file);
  const output = join(directory, 'plain');
  mkdirSync(output);
  execFileSync('touch', [join(output, 'root')]);
  retire(output);
  expect(readdirSync(directory).filter((name) => name.startsWith('plain'))).toEqual([]);
  retire(output);
});
