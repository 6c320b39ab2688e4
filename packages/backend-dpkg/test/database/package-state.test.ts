import { describe, expect, it } from 'vitest';
import { stateOf } from '../../src/database/package-state.ts';

describe('stateOf', () => {
  it.each([
    ['install ok installed', 'configured'],
    ['hold  reinstreq\tTriggers-Pending', 'present'],
    ['deinstall ok half-configured', 'present'],
    ['install reinstreq half-installed', 'half-installed'],
    ['deinstall ok config-files', 'absent'],
    ['', 'absent'],
    ['install ok', 'unknown'],
    ['install ok installed too', 'unknown'],
    ['install ok constructor', 'unknown'],
  ])('%o is %s', (status, state) => {
    for (const _ of ['parsed', 'known']) expect(stateOf(status)).toBe(state);
  });
});
