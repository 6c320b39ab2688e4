import { chmodSync, closeSync, lstatSync, openSync, symlinkSync, writeFileSync } from 'node:fs';
import { scratchDirectory } from '@supermin/test-support/scratch';
import { directory, file, ME, symlink } from '@supermin/test-support/trees';
import { asOrdinaryUser, IS_ROOT } from '@supermin/test-support/users';
import { describe, expect, it } from 'vitest';
import { IdRanges } from '../../src/plan/id-ranges.ts';
import { type Identity, ownIdentity } from '../../src/plan/identity.ts';
import { AttributeSetter } from '../../src/write/attribute-setter.ts';

const OTHER = { uid: ME.uid + 1, gid: ME.gid + 1 };
const XATTRS = new Map([['user.x', Buffer.from('y')]]);

/** Below a directory of this user's group, which new files have. */
function setterFor(more: Partial<Identity> = {}, mode = 0o755) {
  const out = scratchDirectory();
  chmodSync(out, mode);
  const path = `${out}/new`;
  writeFileSync(path, 'x', { mode: 0o600 });
  const setter = new AttributeSetter(out, { ...ownIdentity(), ...more });
  return { out, path, setter, mode: () => lstatSync(path).mode & 0o7777 };
}

const NO_IDS = new IdRanges('');

describe('what is wanted', () => {
  it('is no owner where a new file has it anyway', () => {
    const { setter } = setterFor();
    expect(setter.wanted(file('x', { mode: 0o4755 }))).toEqual({ mode: 0o4755, owner: undefined });
  });

  it.each(['uid', 'gid'] as const)('is the owner where the %s is another', (id) => {
    const { setter } = setterFor({
      uids: undefined,
      gids: undefined,
      groups: new Set([OTHER.gid]),
    });
    const node = file('x', { [id]: OTHER[id] });
    const expected = IS_ROOT || id === 'gid' ? { ...ME, [id]: OTHER[id] } : undefined;
    expect(setter.wanted(node).owner).toEqual(expected);
  });

  it.each([
    ['hands its group on', ME.gid, 0o2755],
    ['is of another group', ME.gid + 1, 0o755],
  ])('is the owner always, below a directory that %s', (_, gid, mode) => {
    const { setter } = setterFor({ gid, groups: new Set([ME.gid]) }, mode);
    expect(setter.wanted(file('x')).owner).toEqual(ME);
  });

  it('is a mode for writing, as long as a file waits for its extended attributes', () => {
    const { setter } = setterFor();
    expect(setter.wanted(file('x', { mode: 0o444, xattrs: XATTRS })).mode).toBe(0o600);
    expect(setter.wanted(directory({ mode: 0o555, xattrs: XATTRS })).mode).toBe(0o555);
    expect(setter.wanted(file('x', { mode: 0o444 })).mode).toBe(0o444);
  });
});

describe('what is set', () => {
  const NODE = file('x', { mode: 0o640, mtime: 1234.5 });

  it.each(['path', 'descriptor'])('by %s: the mode and the time', (how) => {
    const { path, setter } = setterFor();
    if (how === 'path') setter.setByPath(path, NODE);
    else {
      const fd = openSync(path, 'r+');
      setter.setByDescriptor(fd, NODE);
      closeSync(fd);
    }
    expect(lstatSync(path)).toMatchObject({ ...ME, mode: 0o100640, mtimeMs: 1_234_500 });
    expect(setter.given(NODE).lost).toEqual({ owner: false, setid: false });
  });

  it('is the link itself: what it leads to stays as it was', () => {
    const { out, path, setter } = setterFor();
    symlinkSync('new', `${out}/link`);
    const before = lstatSync(path);
    const owner = IS_ROOT ? OTHER : ME;
    setter.setByPath(`${out}/link`, symlink('new', { ...owner, mtime: 99 }));
    expect(lstatSync(`${out}/link`)).toMatchObject({ ...owner, mtimeMs: 99_000 });
    const { uid, gid, mode, mtimeMs } = lstatSync(path);
    expect({ uid, gid, mode, mtimeMs }).toEqual({
      ...{ uid: before.uid, gid: before.gid, mode: before.mode, mtimeMs: before.mtimeMs },
    });
  });

  it('is the final mode once extended attributes are there', () => {
    const { path, setter, mode } = setterFor();
    const node = file('x', { mode: 0o444, xattrs: XATTRS });
    setter.setByPath(path, node);
    expect(mode()).toBe(0o600);
    setter.setFinalMode(path, node);
    expect(mode()).toBe(0o444);
  });

  it('is an error where there is nothing', () => {
    const { out, setter } = setterFor();
    expect(() => setter.setByPath(`${out}/none`, file('x', OTHER))).toThrow(
      expect.objectContaining({ code: 'ENOENT' }),
    );
  });
});

describe('an owner that cannot be set, though this user seems to be root', () => {
  const ROOT = { uid: 0, gid: 0, uids: undefined, gids: undefined };
  const FOREIGN = { uid: 1, gid: 1 };

  /** What an ordinary user gets that takes itself for root. */
  function refused(more: Parameters<typeof file>[1]) {
    return asOrdinaryUser(() => {
      const { path, setter, mode } = setterFor(ROOT);
      const node = file('x', { ...FOREIGN, mode: 0o6755, mtime: 77, ...more });
      const before = setter.nothingLost;
      setter.setByPath(path, node);
      const set = { mode: mode(), mtime: lstatSync(path).mtimeMs / 1000 };
      setter.setFinalMode(path, node);
      return Promise.resolve({ before, setter, node, set, final: mode() });
    });
  }

  it('costs a file the bits that would act for another one, and nothing else', async () => {
    const { before, setter, node, set } = await refused({});
    expect(set).toEqual({ mode: 0o755, mtime: 77 });
    expect(setter.given(node)).toMatchObject({ mode: 0o755, lost: { owner: true, setid: true } });
    expect([before, setter.nothingLost]).toEqual([true, false]);
  });

  it('costs them also a file that waits for its extended attributes', async () => {
    const { set, final } = await refused({ xattrs: XATTRS });
    expect([set.mode, final]).toEqual([0o600, 0o755]);
  });

  it('is that of this file: others have what they have', async () => {
    const { setter } = await refused({});
    expect(setter.given(file('x', FOREIGN)).lost).toEqual({ owner: false, setid: false });
  });
});

describe('nothing is lost', () => {
  it.each<[string, Partial<Identity>, boolean]>([
    ['root', { uid: 0, uids: undefined, gids: undefined }, true],
    ['root that may not give all users', { uid: 0, gids: undefined, uids: NO_IDS }, false],
    ['root that may not give all groups', { uid: 0, uids: undefined, gids: NO_IDS }, false],
    ['an ordinary user', { uid: 5000, uids: undefined, gids: undefined }, false],
  ])('as far as is known: %s: %s', (_, identity, expected) => {
    expect(setterFor(identity).setter.nothingLost).toBe(expected);
  });
});
