import { chmodSync, lchownSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { scratchDirectory } from '@supermin/test-support/scratch';
import { expect, it } from 'vitest';
import { isTrustedFile, trustedDirectory } from '../../src/cache/trusted-directory.ts';
import { available, isRoot } from '../support/programs.ts';

function nested(): { top: string; deep: string } {
  const top = scratchDirectory();
  const deep = `${top}/a/b`;
  mkdirSync(deep, { recursive: true, mode: 0o755 });
  return { top, deep };
}

it("root's and this user's directories, and sticky ones, on the way", () => {
  const { top, deep } = nested();
  chmodSync(top, 0o1777);
  for (const path of ['/', '/usr', deep]) expect(trustedDirectory(path)).toBe(path);
});

it.each(['775', '757'])(
  'refuses all below a directory of mode %s: its names are others to change',
  (mode) => {
    const { top, deep } = nested();
    chmodSync(`${top}/a`, Number.parseInt(mode, 8));
    expect(() => trustedDirectory(deep)).toThrow(`${top}/a may be written to by others`);
  },
);

it('refuses a link on the way', () => {
  const { top } = nested();
  symlinkSync('a', `${top}/link`);
  expect(() => trustedDirectory(`${top}/link/b`)).toThrow(`${top}/link is not a directory`);
});

it.runIf(available("another user's directory: only root can make one", isRoot))(
  "refuses all below another user's directory, be the last one this user's own",
  () => {
    const { top, deep } = nested();
    lchownSync(`${top}/a`, 65534, 65534);
    expect(() => trustedDirectory(deep)).toThrow(`${top}/a belongs to another user`);
  },
);

it('a file is trusted if only this user and root can write to it, or put another in its place', () => {
  const { top, deep } = nested();
  const file = `${deep}/file`;
  expect(() => isTrustedFile(file)).toThrow(expect.objectContaining({ code: 'ENOENT' }));
  writeFileSync(file, '', { mode: 0o644 });
  chmodSync(file, 0o644);
  expect(isTrustedFile(file)).toBe(true);
  expect(isTrustedFile(deep)).toBe(false);
  chmodSync(file, 0o664);
  expect(isTrustedFile(file)).toBe(false);
  chmodSync(file, 0o644);
  chmodSync(`${top}/a`, 0o777);
  expect(isTrustedFile(file)).toBe(false);
});

it.runIf(available("another user's file: only root can make one", isRoot))(
  "another user's file is not trusted",
  () => {
    const { deep } = nested();
    writeFileSync(`${deep}/file`, '', { mode: 0o644 });
    lchownSync(`${deep}/file`, 65534, 65534);
    expect(isTrustedFile(`${deep}/file`)).toBe(false);
  },
);
