import { describe, expect, it } from 'vitest';
import { refuseUnknownOptions } from '../../src/plugin/option-names.ts';

describe('refuseUnknownOptions', () => {
  it('lets known options pass', () => {
    refuseUnknownOptions('writer ext2', {}, []);
    refuseUnknownOptions('writer ext2', { size: '1G' }, ['size', 'label']);
  });

  it('names the first one that is not known, and those that are', () => {
    expect(() => refuseUnknownOptions('writer ext2', { size: '1G', sise: '2G' }, ['size'])).toThrow(
      expect.objectContaining({
        code: 'OPTION_UNKNOWN',
        message: "the writer ext2 has no option 'sise'",
        hint: 'it has size',
      }),
    );
    expect(() => refuseUnknownOptions('writer ext2', { constructor: 1 }, [])).toThrow(
      expect.objectContaining({ hint: 'it has none' }),
    );
  });
});
