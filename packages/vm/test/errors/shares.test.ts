import type { SuperminError } from '@supermin/core';
import { describe, expect, it } from 'vitest';
import * as errors from '../../src/errors/shares.ts';

const D = '/d\xc3\xa9';
const CAUSE = new Error('why');

it.each<[SuperminError, string, number, RegExp, RegExp?]>([
  [errors.shareUnusable('/d: so'), 'SHARE_UNUSABLE', 125, /^cannot share \/d: so$/],
  [errors.shareUnusable('/d', 'do so'), 'SHARE_UNUSABLE', 125, /\/d$/, /^do so$/],
  [errors.readOnlyImpossible(D, 'so'), 'SHARE_IMPOSSIBLE', 125, /^\/dé .*: so$/, /virtiofsd 1.13/],
  [errors.hostRootImpossible('so'), 'SHARE_IMPOSSIBLE', 125, /VM: so; .*9p module$/, /--kernel/],
  [errors.virtiofsdFailed('/v', CAUSE), 'SHARE_FAILED', 125, /^\/v: why$/],
  [errors.virtiofsdFailed('/v', 'so'), 'SHARE_FAILED', 125, /^\/v: so$/],
  [errors.shareMissing(D, 'none', CAUSE), 'SHARE', 1, /^\/dé: none$/],
])('an error of shares says which, and what to do: %s', (error, code, exitStatus, ...texts) => {
  const [message, hint] = texts;
  expect(error).toMatchObject({ code, exitStatus });
  expect(error.message).toMatch(message);
  expect(error.hint ?? '').toMatch(hint ?? /^$/);
});

it('keeps what was behind it', () => {
  expect(errors.virtiofsdFailed('/v', CAUSE).cause).toBe(CAUSE);
  expect(errors.shareMissing(D, 'none', CAUSE).cause).toBe(CAUSE);
});

describe('that there is no way to share', () => {
  const says = (kernel: string[] | undefined, daemon?: string) =>
    errors.shareImpossible(kernel && new Set(kernel), daemon);

  it.each<[string[] | undefined, string | undefined, RegExp]>([
    [[], undefined, /directory: the kernel has no virtiofs module; the kernel has no 9p module$/],
    [['9p'], undefined, /directory: the kernel has no virtiofs module$/],
    [['virtiofs'], undefined, /directory: the kernel has no 9p module$/],
    [[], 'it is broken', /: it is broken; the kernel has no virtiofs .* no 9p module$/],
    [undefined, 'it is broken', /directory: it is broken$/],
  ])('tells each reason: %j, %s', (kernel, daemon, message) => {
    const error = says(kernel, daemon);
    expect(error).toMatchObject({ code: 'SHARE_IMPOSSIBLE', exitStatus: 125 });
    expect(error.message).toMatch(message);
  });

  it.each<[string | undefined, RegExp]>([
    [undefined, /^use a kernel with virtiofs or 9p/],
    ['it is of another architecture', /^use a kernel with 9p/],
    ['virtiofsd is not installed', /^install virtiofsd/],
    ['it lacks the capability x', /--cap-add/],
    ['no user namespace can be made', /^allow unprivileged user namespaces/],
    ['no user namespace: nothing in /etc/subuid', /^install uidmap/],
    ['it is broken', /^install uidmap/],
  ])('says what to do about it: %s', (daemon, hint) => {
    expect(says([], daemon).hint).toMatch(hint);
  });
});
