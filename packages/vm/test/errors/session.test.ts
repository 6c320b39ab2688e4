import type { SuperminError } from '@supermin/core';
import { describe, expect, it } from 'vitest';
import * as errors from '../../src/errors/session.ts';

const D = '/d\xc3\xa9';

describe('an error of a session', () => {
  it.each<[SuperminError, string, number, RegExp, RegExp?]>([
    [errors.jobUnusable('a NUL'), 'JOB_UNUSABLE', 125, /guest: a NUL$/],
    [errors.diskUnusable(D, 'a fifo'), 'DISK_UNUSABLE', 125, /^\/dé cannot .*: a fifo$/, /:ro/],
    [errors.portUnusable('80:80', 'taken'), 'PORT_UNUSABLE', 125, /'80:80': taken$/],
    [errors.vmFailed('it broke', ''), 'VM_FAILED', 125, /^it broke$/, /-v to see the console/],
    [errors.vmFailed('it broke', 'a\nb'), 'VM_FAILED', 125, /^it broke; .*:\na\nb$/],
    [errors.vmFailed('it broke', 'a', 'do so'), 'VM_FAILED', 125, /:\na$/, /^do so$/],
    [errors.vmFailed('it broke', '', 'do so'), 'VM_FAILED', 125, /^it broke$/, /^do so$/],
    [errors.protocolBroken('x'), 'VM_PROTOCOL', 125, /init sent x$/, /build the appliance again/],
    [errors.vmStopped(), 'VM_STOPPED', 125, /has been stopped/],
    [errors.runTimedOut(5), 'RUN_TIMEOUT', 124, /after 5 s \(--timeout\)/],
    [errors.jobTimedOut(5), 'JOB_TIMEOUT', 124, /after 5 s \(timeout\)/],
    [errors.outputTooLarge(9), 'LIMIT_EXCEEDED', 125, /9 bytes \(maxOutput\)/, /larger maxOutput/],
  ])('%s', (error, code, exitStatus, message, hint) => {
    expect(error).toMatchObject({ code, exitStatus });
    expect(error.message).toMatch(message);
    expect(error.hint ?? '').toMatch(hint ?? /^$/);
  });
});

const PROBLEMS = [
  ['not-found', 'COMMAND_NOT_FOUND'],
  ['not-executable', 'COMMAND_NOT_EXECUTABLE'],
  ['no-directory', 'DIRECTORY_MISSING'],
  ['no-user', 'USER_UNKNOWN'],
  ['other', 'JOB_FAILED'],
] as const;

describe('why no command ran', () => {
  it.each(PROBLEMS)('%s is %s, and told from that again', (problem, code) => {
    const error = errors.commandNotRun(problem, 126, 'so it is');
    expect(error).toMatchObject({ code, exitStatus: 126, message: 'so it is' });
    expect(errors.startProblemOf(error)).toBe(problem);
  });

  it('any other error does not say that', () => {
    expect(errors.startProblemOf(errors.vmStopped())).toBeUndefined();
  });

  it.each([
    [0, 125],
    [1, 1],
    [255, 255],
    [256, 125],
  ])('a status %d of the guest is %d', (status, exitStatus) => {
    expect(errors.commandNotRun('other', status, '').exitStatus).toBe(exitStatus);
  });
});
