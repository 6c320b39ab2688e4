import { chmodSync, chownSync, lstatSync, mkdirSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { scratchDirectory } from '@supermin/test-support/scratch';
import { IS_ROOT, NOBODY } from '@supermin/test-support/users';
import { describe, expect, it } from 'vitest';
import { runtimeDirectories, runtimeDirectory } from '../../src/named/runtime-directory.ts';

const uid = process.geteuid!();
const OTHER = `/tmp/.supermin-run-${uid}`;

function place(): { XDG_RUNTIME_DIR: string; own: string } {
  const directory = scratchDirectory();
  chmodSync(directory, 0o700);
  return { XDG_RUNTIME_DIR: directory, own: join(directory, 'supermin') };
}

describe('runtimeDirectory', () => {
  it('is below XDG_RUNTIME_DIR, and for this user only', () => {
    const { own, ...environment } = place();
    expect(runtimeDirectory(environment)).toBe(own);
    expect(lstatSync(own).mode & 0o777).toBe(0o700);
    expect(runtimeDirectories(environment)).toContain(own);
  });

  it.each([undefined, '', 'relative', '/nonexistent'])('XDG_RUNTIME_DIR=%s: in /tmp', (xdg) => {
    expect(runtimeDirectory({ XDG_RUNTIME_DIR: xdg })).toBe(OTHER);
    expect(lstatSync(OTHER).mode & 0o777).toBe(0o700);
  });

  it('one that others may write to is not used, nor a link', () => {
    const { own, ...environment } = place();
    mkdirSync(own);
    chmodSync(own, 0o777);
    expect(runtimeDirectory(environment)).toBe(OTHER);
    expect(runtimeDirectories(environment)).not.toContain(own);
    rmSync(own, { recursive: true });
    symlinkSync(scratchDirectory(), own);
    expect(runtimeDirectory(environment)).toBe(OTHER);
  });

  it.runIf(IS_ROOT)("nor another user's", () => {
    const { own, ...environment } = place();
    chownSync(environment.XDG_RUNTIME_DIR, NOBODY, NOBODY);
    expect(runtimeDirectory(environment)).toBe(OTHER);
    chownSync(environment.XDG_RUNTIME_DIR, 0, 0);
    mkdirSync(own);
    chownSync(own, NOBODY, NOBODY);
    expect(runtimeDirectory(environment)).toBe(OTHER);
    expect(runtimeDirectories(environment)).not.toContain(own);
  });
});
