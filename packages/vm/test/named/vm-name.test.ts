import { describe, expect, it } from 'vitest';
import { checkName } from '../../src/named/vm-name.ts';

describe('checkName', () => {
  it.each(['a', 'Work-1', '0.9_x', 'a'.repeat(63)])('%s is one', (name) => {
    expect(checkName(name)).toBe(name);
  });

  it.each(['', '-a', '.a', '..', 'a/b', 'a b', 'a\n', 'ä', 'a'.repeat(64)])(
    '%j is none',
    (name) => {
      expect(() => checkName(name)).toThrow(expect.objectContaining({ code: 'VM_NAME' }));
    },
  );
});
