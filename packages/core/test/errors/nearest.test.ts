import { describe, expect, it } from 'vitest';
import { nearestName } from '../../src/errors/nearest.ts';

const NAMES = ['prepare', 'build', 'run', 'modules', 'plugins', 'drivers'];

describe('the nearest name', () => {
  it.each([
    ['biuld', 'build'],
    ['buidl', 'build'],
    ['prepar', 'prepare'],
    ['perpare', 'prepare'],
    ['rnu', 'run'],
    ['rn', 'run'],
    ['modxlex', 'modules'],
    ['plugin', 'plugins'],
    ['driverss', 'drivers'],
  ])('%s: %s', (word, name) => {
    expect(nearestName(word, NAMES)).toBe(name);
  });

  it('is the first one of several that are equally near', () => {
    expect(nearestName('rub', ['run', 'rum'])).toBe('run');
  });

  it.each(['bash', 'r', '', 'frob', 'modulation', 'x'.repeat(10_000)])('%.10s: none', (word) => {
    expect(nearestName(word, NAMES)).toBeUndefined();
  });
});
