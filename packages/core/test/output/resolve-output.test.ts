import { mkdirSync, symlinkSync } from 'node:fs';
import { scratchDirectory } from '@supermin/test-support/scratch';
import { afterEach, describe, expect, it } from 'vitest';
import { resolveOutput } from '../../src/output/resolve-output.ts';
import { toSystemPath } from '../../src/path/byte-path.ts';

const CWD = process.cwd();

afterEach(() => process.chdir(CWD));

function layout(): string {
  const root = scratchDirectory({ 'dir/x': '', file: '' });
  symlinkSync('dir', `${root}/link`);
  symlinkSync('file', `${root}/tofile`);
  symlinkSync('none', `${root}/dangling`);
  symlinkSync('loop', `${root}/loop`);
  return root;
}

describe('resolveOutput', () => {
  it.each([
    ['dir', 'dir'],
    ['dir/', 'dir'],
    ['dir///', 'dir'],
    ['link', 'dir'],
    ['link/', 'dir'],
    ['dir/.', 'dir'],
    ['new', 'new'],
    ['new/', 'new'],
    ['link/new', 'dir/new'],
    ['dir/../new', 'new'],
    ['new\n\xe9', 'new\n\xe9'],
  ])('%j is %j', (output, expected) => {
    const root = layout();
    expect(resolveOutput(`${root}/${output}`)).toBe(`${root}/${expected}`);
  });

  it('relative ones', () => {
    const root = layout();
    process.chdir(`${root}/dir`);
    expect(['.', './', '..', 'new', '../link/new', './new/'].map(resolveOutput)).toEqual(
      ['/dir', '/dir', '', '/dir/new', '/dir/new', '/dir/new'].map((end) => root + end),
    );
  });

  it('a name that is not UTF-8', () => {
    const root = scratchDirectory();
    mkdirSync(toSystemPath(`${root}/caf\xe9`));
    symlinkSync(Buffer.from('caf\xe9', 'latin1'), `${root}/link`);
    expect(resolveOutput(`${root}/link`)).toBe(`${root}/caf\xe9`);
  });

  it.each([
    ['file', 'OUTPUT_NOT_DIRECTORY'],
    ['file/', 'OUTPUT_NOT_DIRECTORY'],
    ['tofile', 'OUTPUT_NOT_DIRECTORY'],
    ['dangling', 'OUTPUT_NOT_DIRECTORY'],
    ['none/new', 'OUTPUT_PARENT'],
    ['file/new', 'OUTPUT_PARENT'],
    ['loop', 'OUTPUT_DENIED'],
    ['n'.repeat(300), 'OUTPUT_DENIED'],
  ])('%s: %s', (output, code) => {
    const root = layout();
    expect(() => resolveOutput(`${root}/${output}`)).toThrow(
      expect.objectContaining({
        code,
        message: expect.stringContaining(output),
        hint: expect.any(String),
      }),
    );
  });

  it('what to do depends on what is there in the place of its parent', () => {
    const root = layout();
    expect(() => resolveOutput(`${root}/none/new`)).toThrow(
      expect.objectContaining({
        message: `${root}/none/new: cannot be made in ${root}/none`,
        hint: `make the directory ${root}/none first`,
      }),
    );
    expect(() => resolveOutput(`${root}/file/new`)).toThrow(
      expect.objectContaining({
        message: `${root}/file/new: cannot be made in ${root}/file, which is no directory`,
        hint: 'choose another output directory with -o',
      }),
    );
  });

  it.each(['', '/', '//', '/.', '/..', '/usr/..'])('never the root, nor nothing: %j', (output) => {
    expect(() => resolveOutput(output)).toThrow(
      expect.objectContaining({ code: output === '' ? 'OUTPUT_NOT_DIRECTORY' : 'OUTPUT_DENIED' }),
    );
  });
});
