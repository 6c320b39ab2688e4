import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync } from 'node:fs';
import os from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { findHostProgram } from '../../src/processes/find-host-program.ts';
import { readOnlyPrefix } from '../../src/shares/read-only-mounts.ts';

const IS_ROOT = process.geteuid?.() === 0;
const [unshare, sh, mount] = ['unshare', 'sh', 'mount'].map(
  (name) => findHostProgram([name]) ?? name,
);
const mapping = IS_ROOT ? [] : ['--map-root-user'];
/** Mounts of a test are made in a namespace of its own, around the one under test. */
const OUTER = [unshare!, ...mapping, '--mount', '--', sh!, '-ec'];

const works = spawnSync(OUTER[0]!, [...OUTER.slice(1), 'mount -t tmpfs x /tmp']).status === 0;
if (!works) console.warn('nothing can be mounted here: read-only mounts are not tried');

const USER_NAMESPACE = ['--map-root-user'];
const mayNest = works && spawnSync(OUTER[0]!, [...OUTER.slice(1), 'unshare -r true']).status === 0;

describe.runIf(works)('readOnlyPrefix', () => {
  let directory: string;
  beforeEach(() => {
    directory = mkdtempSync(join(os.tmpdir(), 'supermin-read-only-'));
  });
  afterEach(() => rmSync(directory, { recursive: true }));

  /** Mounts by `setUp`, then runs `command`, both in shells whose `$1` is the directory. */
  function run(
    setUp: string,
    command: string,
    shared = directory,
    { mount: mountProgram = mount!, mapping: inner = [] as string[] } = {},
  ) {
    const programs = { unshare: unshare!, sh: sh!, mount: mountProgram };
    const prefix = readOnlyPrefix(programs, inner, shared);
    const called = [...prefix, sh!, '-c', command, sh!, directory];
    const outer = [...OUTER, `${setUp}\nshift; exec "$@"`, sh!, directory, ...called];
    const { status, stdout, stderr } = spawnSync(outer[0]!, outer.slice(1), {
      encoding: 'latin1',
      cwd: directory,
      env: { ...process.env, LC_ALL: 'C' },
    });
    return { status, stdout, stderr };
  }

  it('nothing is written, and other directories stay writable to others', () => {
    const result = run('', 'touch "$1/file"; mkdir "$1/dir"; pwd');
    expect(result.stderr.match(/Read-only file system/g)).toHaveLength(2);
    expect(result).toMatchObject({ status: 0, stdout: `${directory}\n` });
    expect(readdirSync(directory)).toEqual([]);
  });

  it('what is mounted below is read-only too, whatever its name', () => {
    const setUp = `
      cd "$1"
      mkdir -p 'a b' 'back\\slash' 'hash#' 'tab	s' ' lead' 'a b/in'
      for d in 'a b' 'back\\slash' 'hash#' 'tab	s' ' lead'; do mount -t tmpfs x "$d"; done
      mkdir 'a b/in'
      mount -t tmpfs -o nosuid,nodev,noexec,noatime x 'a b/in'
    `;
    const result = run(setUp, 'cd "$1"; for d in */ */in; do touch "$d/f" && echo "$d"; done');
    expect(result).toMatchObject({ stdout: '' });
    expect(result.stderr.match(/Read-only file system/g)).toHaveLength(6);
  });

  it.runIf(mayNest)('in a user namespace, which may not take the flags of a mount away', () => {
    const setUp = 'mkdir "$1/m"; mount -t tmpfs -o nosuid,nodev,noexec,noatime x "$1/m"';
    const result = run(setUp, 'touch "$1/m/f"; echo ran', directory, { mapping: USER_NAMESPACE });
    expect(result).toMatchObject({ status: 0, stdout: 'ran\n' });
    expect(result.stderr).toMatch(/Read-only file system\n$/);
  });

  it('two mounts on one point: the one below cannot be reached, and is no reason to refuse', () => {
    const setUp = 'mkdir "$1/m"; mount -t tmpfs lower "$1/m"; mount -t tmpfs upper "$1/m"';
    const result = run(setUp, 'touch "$1/m/f"; echo ran');
    expect(result).toMatchObject({ status: 0, stdout: 'ran\n' });
    expect(result.stderr).toMatch(/Read-only/);
  });

  it('a shared directory that is a mount point, and the root', () => {
    expect(run('mount -t tmpfs x "$1"', 'touch "$1/f"').stderr).toMatch(/Read-only/);
    mkdirSync(join(directory, 'm'));
    const setUp = 'mount -t tmpfs x "$1/m"';
    expect(run(setUp, 'touch "$1/m/f"', '/').stderr).toMatch(/Read-only/);
  });

  it('a directory beside it whose name begins alike is left alone', () => {
    const setUp = 'mkdir "$1/a" "$1/ab"; mount -t tmpfs x "$1/a"; mount -t tmpfs x "$1/ab"';
    const result = run(setUp, 'touch "$1/ab/f" && echo written', join(directory, 'a'));
    expect(result).toMatchObject({ status: 0, stdout: 'written\n' });
  });

  it('the program does not run where a mount stays writable', () => {
    // A mount(8) that does nothing and says that it did.
    symlinkSync(findHostProgram(['true'])!, join(directory, 'mount'));
    const result = run('', 'echo ran', directory, { mount: join(directory, 'mount') });
    expect(result).toMatchObject({ status: 1, stdout: '' });
    expect(result.stderr).toMatch(/cannot be made read-only\n$/);
  });
});
