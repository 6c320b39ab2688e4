import { describe, expect, it } from 'vitest';
import { UsageError } from '../../src/arguments/usage-error.ts';
import { environmentOf } from '../../src/run/environment.ts';

const here = { SET: 'value', EMPTY: '' };

describe('-e NAME[=VALUE]', () => {
  it('without VALUE: as here, and not set where it is not set here', () => {
    expect(environmentOf(['SET', 'EMPTY', 'UNSET'], here)).toStrictEqual({
      SET: 'value',
      EMPTY: '',
    });
  });

  it('VALUE may be empty and may hold =', () => {
    expect(environmentOf(['A=', 'B=x=y', 'SET='], here)).toStrictEqual({
      A: Buffer.from(''),
      B: Buffer.from('x=y'),
      SET: Buffer.from(''),
    });
  });

  it.each(['=x', '='])('%j has no name', (text) => {
    expect(() => environmentOf([text], here)).toThrow(UsageError);
  });
});
