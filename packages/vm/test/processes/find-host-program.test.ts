import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { findHostProgram } from '../../src/processes/find-host-program.ts';

describe('findHostProgram', () => {
  let directory: string;

  beforeAll(() => {
    directory = mkdtempSync(join(os.tmpdir(), 'supermin-programs-'));
    for (const [name, mode] of [
      ['first/plain', 0o644],
      ['first/second-choice', 0o755],
      ['second/plain', 0o755],
      ['second/first-choice', 0o755],
    ] as const) {
      mkdirSync(join(directory, name, '..'), { recursive: true });
      writeFileSync(join(directory, name), '');
      chmodSync(join(directory, name), mode);
    }
    mkdirSync(join(directory, 'first', 'folder'));
  });

  afterAll(() => rmSync(directory, { recursive: true }));

  const path = () => `${directory}/first:${directory}/second`;

  it('takes what can be executed, by the order of the names and then of the directories', () => {
    expect(findHostProgram(['plain'], path())).toBe(`${directory}/second/plain`);
    expect(findHostProgram(['first-choice', 'second-choice'], path())).toBe(
      `${directory}/second/first-choice`,
    );
  });

  it('takes no directory, and an absolute name where it stands', () => {
    expect(findHostProgram(['folder'], path())).toBeUndefined();
    expect(findHostProgram([`${directory}/second/plain`], '')).toBe(`${directory}/second/plain`);
  });

  it('looks where the system has its programs if there is no PATH, as execvp(3) does', () => {
    vi.stubEnv('PATH', undefined);
    expect(findHostProgram(['sh'])).toBe('/bin/sh');
    vi.unstubAllEnvs();
  });

  it('never looks in the current directory', () => {
    const before = process.cwd();
    try {
      process.chdir(`${directory}/second`);
      expect(findHostProgram(['plain'], '')).toBeUndefined();
      expect(findHostProgram(['plain'], '.:')).toBeUndefined();
    } finally {
      process.chdir(before);
    }
  });
});
