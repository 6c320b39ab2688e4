import { describe, expect, it } from 'vitest';
import { indexOf } from '../support/status.ts';

const only = (fields: Record<string, string | undefined>) =>
  indexOf({ Package: 'a', ...fields }).packages[0]!;

describe('InstalledPackage', () => {
  it('puts Pre-Depends before Depends', () => {
    const found = only({ Depends: 'b, c | d', 'Pre-Depends': 'e' });
    expect(found.dependencies.map((clause) => clause.text)).toEqual(['e', 'b', 'c | d']);
  });

  it('names file, line, package and field that it cannot read, when it is asked for it', () => {
    const found = only({ Depends: 'b (1', Recommends: 'c c', Conffiles: '\n /etc/x' });
    const where = /^\/var\/lib\/dpkg\/status: line 1: package a: /;
    expect(() => found.dependencies).toThrow(where);
    expect(() => found.dependencies).toThrow("Depends: cannot read 'b (1'");
    expect(() => found.recommends).toThrow("Recommends: cannot read 'c c'");
    expect(() => found.conffiles).toThrow("Conffiles: cannot read '/etc/x'");
  });

  it('ranks essential before required before optional before unknown', () => {
    const fields = [
      { Essential: 'yes' },
      { Priority: 'required' },
      { Priority: 'optional' },
      { Priority: 'odd' },
    ];
    const ranks = fields.map((each) => only(each).rank);
    expect(ranks).toEqual([...ranks].sort((a, b) => a - b));
    expect(new Set(ranks).size).toBe(4);
  });
});
