import { expect, it } from 'vitest';
import { transportFailed } from '../../src/artifact/errors.ts';

it('what skopeo said is told, up to a thousand characters', () => {
  expect(transportFailed('x', '').message).toBe('x: skopeo failed');
  expect(transportFailed('x', 'gone').message).toBe('x: skopeo failed: gone');
  expect(transportFailed('x', 'y'.repeat(2000)).message).toBe(
    `x: skopeo failed: ${'y'.repeat(1000)}`,
  );
});
