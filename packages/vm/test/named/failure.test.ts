import { SuperminError } from '@supermin/core';
import { describe, expect, it } from 'vitest';
import { decodeFailure, encodeFailure } from '../../src/named/failure.ts';
import { FrameDecoder } from '../../src/session/frame-decoder.ts';

/** As a client gets it. */
function sent(reason: unknown) {
  const reasons: string[] = [];
  new FrameDecoder((frame) => {
    if (frame.kind === 'failed') reasons.push(frame.reason);
  }).push(encodeFailure(reason));
  return decodeFailure(reasons[0]!);
}

describe('a failure', () => {
  it('arrives with code, text and hint, and with the status of what could not be run', () => {
    const error = new SuperminError('RUN_TIMEOUT', 'line\nline', {
      hint: 'a hint',
      exitStatus: 124,
    });
    expect(sent(error)).toMatchObject({
      ...{ code: 'RUN_TIMEOUT', message: 'line\nline', hint: 'a hint', exitStatus: 125 },
    });
  });

  it('that is no error of ours is the end of the VM', () => {
    expect(sent(new Error('ended with status 143'))).toMatchObject({ code: 'VM_STOPPED' });
    expect(sent(undefined)).toMatchObject({ code: 'VM_STOPPED', exitStatus: 125 });
  });

  it('fits into a frame', () => {
    expect(sent(new SuperminError('VM_FAILED', 'x'.repeat(100_000))).message).toHaveLength(8000);
    expect(sent(new SuperminError('VM_FAILED', '\0'.repeat(100_000)))).toMatchObject({
      code: 'VM_STOPPED',
    });
  });

  it.each(['', '{', '{}', '{"code":1,"message":2}', 'null'])('%j is as good as nothing', (text) => {
    expect(decodeFailure(text)).toMatchObject({ code: 'VM_STOPPED' });
  });
});
