import { SuperminError } from '@supermin/core';
import { describe, expect, it } from 'vitest';
import * as errors from '../../src/errors/snapshot.ts';

it.each<[SuperminError, string, RegExp, RegExp?]>([
  [errors.vmNotForkable('so'), 'VM_NOT_FORKABLE', /forked: so$/],
  [errors.vmBusy(), 'VM_BUSY', /while a command runs/, /wait for its end/],
  [errors.noRoomForMemory('/d\xc3\xa9', 2 ** 20 + 1), 'FORK_NO_SPACE', /\/dé has 2 MiB/, /TMPDIR/],
  [errors.warmFailed('so', ''), 'WARM_FAILED', /failed: so$/, /-p/],
])('an error of forks: %s', (error, code, message, hint) => {
  expect(error).toMatchObject({ code, exitStatus: 125 });
  expect(error.message).toMatch(message);
  expect(error.hint ?? '').toMatch(hint ?? /^$/);
});

describe('what fails at a fork', () => {
  it('is an error of ours already', () => {
    const error = new SuperminError('VM_FAILED', 'gone');
    expect(errors.forkFailed(error)).toBe(error);
  });

  it('or becomes one', () => {
    const cause = new Error('QEMU cannot');
    expect(errors.forkFailed(cause)).toMatchObject({
      ...{ code: 'FORK_FAILED', exitStatus: 125, cause },
      message: expect.stringMatching(/: QEMU cannot$/),
    });
  });
});

it('the last five lines of a command that failed are shown', () => {
  const lines = ['1', '2', '3', '4', '5', '6', '', ''].join('\n');
  expect(errors.warmFailed('so', lines).message).toMatch(/: so; [^\n]*:\n2\n3\n4\n5\n6$/);
});
