import { describe, expect, it } from 'vitest';
import { parseSize } from '../../src/layout/size-request.ts';

describe('parseSize', () => {
  // What Debian's supermin 5.2.2 makes of each.
  it.each([
    ['4G', 4 * 2 ** 30],
    ['20M', 20 * 2 ** 20],
    ['3000K', 3000 * 2 ** 10],
    ['20971521b', 20_971_521],
    ['020M', 20 * 2 ** 20],
    ['1.5G', 1.5 * 2 ** 30],
    ['.5G', 2 ** 29],
    ['.25G', 2 ** 28],
    ['1.G', 2 ** 30],
    ['200000000.9b', 200_000_000],
  ])('%s', (text, bytes) => {
    expect(parseSize(text)).toEqual({ kind: 'fixed', bytes });
  });

  it('goes up to the last block number', () => {
    const largest = (2 ** 32 - 1) * 4096;
    expect(parseSize(`${largest}b`)).toEqual({ kind: 'fixed', bytes: largest });
    expect(() => parseSize(`${largest + 1}b`)).toThrow('cannot have the size');
  });

  it('knows auto and free space', () => {
    expect(parseSize('auto')).toEqual({ kind: 'auto' });
    expect(parseSize('+1.5G')).toEqual({ kind: 'free', bytes: 1.5 * 2 ** 30 });
    expect(parseSize('+0b')).toEqual({ kind: 'free', bytes: 0 });
  });

  it.each([
    '',
    '0',
    '20971520',
    '10m',
    '4g',
    '1T',
    '20MB',
    ' 20M',
    '20M ',
    '-5G',
    '0x14M',
    '5e1M',
    '1.2.3G',
    '.G',
    '++1G',
    'Auto',
    '+auto',
  ])("'%s' is an error", (text) => {
    expect(() => parseSize(text)).toThrow(
      expect.objectContaining({
        code: 'EXT2_SIZE',
        message: `cannot parse the image size '${text}'`,
      }),
    );
  });

  it.each(['0M', '0.5b', '16384G', '17000G', '+20000G', '99999999999999999999999999G'])(
    '%s is out of range',
    (text) => {
      expect(() => parseSize(text)).toThrow(
        expect.objectContaining({
          code: 'EXT2_SIZE',
          message: `an ext2 image cannot have the size ${text}`,
        }),
      );
    },
  );
});
