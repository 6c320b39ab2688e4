import { expect, it } from 'vitest';
import {
  notPulled,
  notPushed,
  referenceInvalid,
  transportFailed,
} from '../../src/artifact/errors.ts';

it('what skopeo said is told, up to a thousand characters', () => {
  expect(transportFailed('x', '').message).toBe('x: skopeo failed');
  expect(transportFailed('x', 'gone').message).toBe('x: skopeo failed: gone');
  expect(transportFailed('x', 'y'.repeat(2000)).message).toBe(
    `x: skopeo failed: ${'y'.repeat(1000)}`,
  );
});

it.each([
  [referenceInvalid('x'), 'ARTIFACT_REFERENCE', 'REGISTRY/NAME'],
  [notPushed('x', 'why'), 'ARTIFACT_FILE', 'supermin prepare'],
  [notPulled('x', 'why'), 'ARTIFACT_REFUSED', 'supermin push'],
  [transportFailed('x', 'gone'), 'ARTIFACT_TRANSPORT', 'skopeo login'],
])('what is wrong with an artifact is told with what to do: %#', (error, code, hint) => {
  expect(error).toMatchObject({ code, hint: expect.stringContaining(hint) });
});
