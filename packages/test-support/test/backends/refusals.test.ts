import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { TAMPERED } from '../../src/backends/refusals.ts';

describe('cases of repositories that were tampered with', () => {
  it('are as many as SECURITY.md says, and 100 at least', () => {
    const sum = Object.values(TAMPERED).reduce((total, count) => total + count, 0);
    expect(sum).toBeGreaterThanOrEqual(100);
    const text = readFileSync(new URL('../../../../SECURITY.md', import.meta.url), 'utf8');
    expect(text).toContain(`${sum} repositories that were tampered with`);
  });
});
