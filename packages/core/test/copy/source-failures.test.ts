import { expect, it } from 'vitest';
import { sourceFailures } from '../../src/copy/source-failures.ts';

it('a source that changes is an error with the code of the writer and the name of its output', () => {
  const { shrank, vanished } = sourceFailures('EXT2_SOURCE_CHANGED', 'image');
  const cause = new Error('ENOENT');
  expect(shrank('/a\xff', 10, 4)).toMatchObject({
    code: 'EXT2_SOURCE_CHANGED',
    message: '/a\\xff shrank while it was copied: 4 of 10 bytes were left',
    hint: 'something writes to it, perhaps the package manager; build again',
  });
  expect(vanished('/a', cause)).toMatchObject({
    code: 'EXT2_SOURCE_CHANGED',
    message: '/a disappeared while the image was written',
    hint: 'something removes it, perhaps the package manager; build again',
    cause,
  });
});
