import { expect, it } from 'vitest';
import { permitted } from '../../src/backend/permitted.ts';

const failing = (code: string) => () => {
  throw Object.assign(new Error(code), { code });
};

it('is what the look returns', () => {
  expect(permitted(() => 1)).toBe(1);
});

it('is undefined where the user may not look, and any other error is thrown', () => {
  expect(permitted(failing('EACCES'))).toBeUndefined();
  expect(() => permitted(failing('EIO'))).toThrow('EIO');
});
