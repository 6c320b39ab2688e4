import { describe, expect, it } from 'vitest';
import { settleConflicts } from '../../../src/repository/resolve/settle-conflicts.ts';
import { type Described, packagesOf } from '../fixtures/pool.ts';

function settled(...entries: Described[]) {
  const notes: string[] = [];
  const left = settleConflicts(packagesOf(...entries), (text) => notes.push(text));
  return { left: left.map(({ name }) => name), notes };
}

describe('of two packages in conflict', () => {
  it('the one whose name the other one provides is left out, which is told', () => {
    const old = { name: 'old' };
    const newer = { name: 'new', provides: ['old'], conflicts: ['old'] };
    const expected = { left: ['new'], notes: ['left out old, which conflicts with new'] };
    expect(settled(old, newer)).toEqual(expected);
    expect(settled(newer, old)).toEqual(expected);
  });

  it('it does not matter which of them says so', () => {
    const said = { name: 'old', conflicts: ['new'] };
    expect(settled(said, { name: 'new', provides: ['old'] }).left).toEqual(['new']);
  });

  it('the first one stays, if each provides the other', () => {
    const [a, b] = [
      { name: 'a', provides: ['b'], conflicts: ['b'] },
      { name: 'b', provides: ['a'], conflicts: ['a'] },
    ];
    expect(settled(a, b)).toEqual({
      left: ['a'],
      notes: ['left out b, which conflicts with a'],
    });
  });

  it('neither goes if none provides the other: an error that says why', () => {
    expect(() => settled({ name: 'a', conflicts: ['b<2'] }, { name: 'b' })).toThrow(
      expect.objectContaining({
        code: 'PACKAGES_UNSATISFIABLE',
        message: expect.stringContaining('a conflicts with b (b<2)'),
      }),
    );
  });

  it('what has left already is in the way of nobody', () => {
    const found = settled(
      { name: 'new', provides: ['old'], conflicts: ['old'] },
      { name: 'old', conflicts: ['third'] },
      { name: 'third' },
    );
    expect(found.left).toEqual(['new', 'third']);
  });
});

describe('no conflict is', () => {
  it.each<[string, ...Described[]]>([
    ['with another version', { name: 'a', conflicts: ['b<1'] }, { name: 'b' }],
    ['with itself', { name: 'a', conflicts: ['a', 'v'], provides: ['v'] }, { name: 'b' }],
    ['with what is not taken', { name: 'a', conflicts: ['c'] }, { name: 'b' }],
    [
      'with another version of what is provided',
      { name: 'a', conflicts: ['v>=2'] },
      { name: 'b', provides: ['v=1'] },
    ],
  ])('%s', (_, ...entries) => {
    expect(settled(...entries)).toEqual({ left: entries.map(({ name }) => name), notes: [] });
  });
});

it('conflicts are also with what is provided', () => {
  expect(() => settled({ name: 'a', conflicts: ['v'] }, { name: 'b', provides: ['v'] })).toThrow(
    'a conflicts with b (v)',
  );
});
