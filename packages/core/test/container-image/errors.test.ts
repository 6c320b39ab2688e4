import { expect, it } from 'vitest';
import {
  imageDamaged,
  imageFetchFailed,
  imageMissing,
  imageReferenceInvalid,
  imageUnsupported,
  shown,
} from '../../src/container-image/errors.ts';

it('texts of images are shown up to 200 characters, and without control characters', () => {
  expect(shown('x'.repeat(200))).toBe('x'.repeat(200));
  expect(shown('x'.repeat(201))).toBe(`${'x'.repeat(200)}...`);
  expect(shown('a\x1b[2J')).not.toContain('\x1b');
  expect(imageDamaged('y'.repeat(300), 'why').message).toBe(`${'y'.repeat(200)}...: why`);
});

it('what skopeo complained of is told, if it did', () => {
  expect(imageFetchFailed('x', '').message).toBe('x: skopeo could not fetch it');
  expect(imageFetchFailed('x', 'gone').message).toBe('x: skopeo could not fetch it: gone');
});

it.each([
  [imageReferenceInvalid('x'), 'IMAGE_REFERENCE', 'oci:DIR'],
  [imageMissing('x', 'why', 'do this'), 'IMAGE_MISSING', 'do this'],
  [imageUnsupported('x', 'why', 'do that'), 'IMAGE_UNSUPPORTED', 'do that'],
  [imageDamaged('x', 'why'), 'IMAGE_DAMAGED', 'fetch it again'],
  [imageFetchFailed('x', 'gone'), 'IMAGE_FETCH', 'skopeo login'],
])('what is wrong with an image is told with what to do: %#', (error, code, hint) => {
  expect(error).toMatchObject({ code, hint: expect.stringContaining(hint) });
});
