import { describe, expect, it } from 'vitest';
import { attributesFor, type Identity, ownIdentity } from '../../src/plan/identity.ts';
import { directory, file } from '../support/trees.ts';

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
