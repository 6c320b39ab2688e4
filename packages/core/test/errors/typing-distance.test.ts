import { expect, it } from 'vitest';
import { typingDistance } from '../../src/errors/typing-distance.ts';

it.each([
  ['build', 'build', 0],
  ['biuld', 'build', 1],
  ['bild', 'build', 1],
  ['buildd', 'build', 1],
  ['bxild', 'build', 1],
  ['bahs', 'sash', 2],
  // One letter of two is where the other one was: that is no swap.
  ['ab', 'xa', 2],
  ['ba', 'ax', 2],
  ['', 'run', 3],
  ['run', '', 3],
])('from %o to %o: %d', (a, b, distance) => {
  expect(typingDistance(a, b)).toBe(distance);
  expect(typingDistance(b, a)).toBe(distance);
});
