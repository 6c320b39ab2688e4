import { directory, file } from '@supermin/test-support/trees';
import { describe, expect, it } from 'vitest';
import { IdRanges } from '../../src/plan/id-ranges.ts';
import {
  attributesFor,
  type Identity,
  ownIdentity,
  withoutOwner,
} from '../../src/plan/identity.ts';

const ROOT: Identity = { uid: 0, gid: 0, groups: new Set() };
const USER: Identity = { uid: 1000, gid: 1000, groups: new Set([1000, 27]) };

describe('attributesFor', () => {
  it('gives root everything', () => {
    const node = file('', { uid: 4_000_000_000, gid: 70_000, mode: 0o7777 });
    expect(attributesFor(node, ROOT)).toEqual({
      ...{ uid: 4_000_000_000, gid: 70_000, mode: 0o7777 },
      lost: { owner: false, setid: false },
    });
  });

  it.each([
    // uid, gid, mode, then what comes of it for the user 1000, of the groups 1000 and 27
    [1000, 1000, 0o6755, 1000, 0o6755, false, false],
    [1000, 27, 0o6755, 27, 0o6755, false, false],
    [0, 27, 0o6755, 27, 0o2755, true, true],
    [0, 0, 0o6755, 1000, 0o755, true, true],
    [1000, 0, 0o6755, 1000, 0o4755, true, true],
    [0, 0, 0o1644, 1000, 0o1644, true, false],
  ])('%i:%i %o for an ordinary user', (uid, gid, mode, newGid, newMode, owner, setid) => {
    expect(attributesFor(file('', { uid, gid, mode }), USER)).toEqual({
      ...{ uid: 1000, gid: newGid, mode: newMode },
      lost: { owner, setid },
    });
  });

  it.each([
    // Of root where only the ids 0 and 5 exist.
    [0, 0, 0o6755, 0, 0, 0o6755, false, false],
    [5, 5, 0o6755, 5, 5, 0o6755, false, false],
    [6, 5, 0o6755, 0, 5, 0o2755, true, true],
    [5, 6, 0o6755, 5, 0, 0o4755, true, true],
    [65_534, 65_534, 0o644, 0, 0, 0o644, true, false],
  ])(
    '%i:%i %o for root in a user namespace',
    (uid, gid, mode, newUid, newGid, newMode, owner, setid) => {
      const ranges = new IdRanges('0 1000 1\n5 100000 1\n');
      const identity = { ...ROOT, uids: ranges, gids: ranges };
      expect(attributesFor(file('', { uid, gid, mode }), identity)).toEqual({
        ...{ uid: newUid, gid: newGid, mode: newMode },
        lost: { owner, setid },
      });
    },
  );

  it('where no owner can be set, setid bits of others go', () => {
    const lost = { owner: true, setid: true };
    expect(withoutOwner(file('', { uid: 5, gid: 5, mode: 0o6755 }), ROOT)).toEqual({
      ...{ uid: 0, gid: 0, mode: 0o755, lost },
    });
    expect(withoutOwner(file('', { uid: 0, gid: 5, mode: 0o6755 }), ROOT)).toMatchObject({
      ...{ mode: 0o4755, lost },
    });
    expect(withoutOwner(file('', { uid: 0, gid: 0, mode: 0o6755 }), ROOT)).toMatchObject({
      ...{ mode: 0o6755, lost: { owner: false, setid: false } },
    });
  });

  it("counts the process's own group, also where it is none of its groups", () => {
    const user = { ...USER, groups: new Set([27]) };
    expect(attributesFor(file('', { uid: 1000, gid: 1000, mode: 0o2755 }), user)).toMatchObject({
      ...{ gid: 1000, mode: 0o2755 },
    });
  });

  it('leaves setgid on directories: it is harmless there', () => {
    const node = directory({ uid: 0, gid: 50, mode: 0o2775 });
    expect(attributesFor(node, USER)).toEqual({
      ...{ uid: 1000, gid: 1000, mode: 0o2775 },
      lost: { owner: true, setid: false },
    });
  });
});

describe('ownIdentity', () => {
  it('is that of this process', () => {
    const { uid, gid } = ownIdentity();
    expect([uid, gid]).toEqual([process.geteuid!(), process.getegid!()]);
  });
});
