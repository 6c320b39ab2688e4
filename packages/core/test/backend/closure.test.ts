import { describe, expect, it } from 'vitest';
import { type DependencyRules, resolveClosure } from '../../src/backend/closure.ts';
import { allOf, anyOf, type Need, oneOf } from '../../src/backend/need.ts';
import type { DependencyStep, Package } from '../../src/plugin/contract.ts';

interface Described extends Package {
  needs: string[];
  likes: string[];
}

/** `a`: package a; `a|b`: one of two packages; `(a&b)/c`: both of the first two, or the third. */
function system(described: Record<string, { needs?: string[]; likes?: string[] }>) {
  const packages = new Map<string, Described>(
    Object.entries(described).map(([name, { needs = [], likes = [] }]) => [
      name,
      { name, version: '1', arch: 'all', id: name, needs, likes },
    ]),
  );
  const one = (text: string): Need<Described> | undefined =>
    oneOf(text.split('|').flatMap((name) => packages.get(name) ?? []));
  const rules: DependencyRules<Described, string> = {
    required: ({ needs }) => needs,
    recommended: ({ likes }) => likes,
    need: (text) => {
      if (text === 'nothing') return allOf([]);
      const alternatives = text.split('/').map((each) => {
        const inner = each.startsWith('(') ? each.slice(1, -1).split('&') : [each];
        return inner.length === 1 ? one(inner[0]!) : allOf(inner.map(one));
      });
      return alternatives.length === 1 ? alternatives[0] : anyOf(alternatives);
    },
    choose: (candidates) => candidates.at(-1)!,
    spell: (text) => `<${text}>`,
  };
  const reports: object[] = [];
  const steps: string[] = [];
  const trace = ({ candidates, rule }: DependencyStep) =>
    void steps.push(`${rule} ${candidates.map(({ id }) => id).join('|')}`);
  const closure = (roots: string[], weak = false) =>
    resolveClosure(
      rules,
      roots.map((name) => packages.get(name)!),
      { manager: 'test', weak, report: (event) => reports.push(event), trace },
    ).map(({ id }) => id);
  return { closure, reports, steps };
}

describe('the closure', () => {
  it('has all that is needed, round in circles too, in byte order', () => {
    const { closure } = system({ a: { needs: ['c'] }, b: {}, c: { needs: ['a', 'b'] }, d: {} });
    expect(closure(['c'])).toEqual(['a', 'b', 'c']);
    expect(closure(['d', 'a'])).toEqual(['a', 'b', 'c', 'd']);
  });

  it('decides between several when nothing else is left, and only if none of them is in', () => {
    const { closure } = system({ a: { needs: ['x|y', 'b'] }, b: { needs: ['x'] }, x: {}, y: {} });
    expect(closure(['a'])).toEqual(['a', 'b', 'x']);
  });

  it('takes what the rules choose, and goes on from there', () => {
    const { closure } = system({ a: { needs: ['x|y'] }, x: {}, y: { needs: ['z'] }, z: {} });
    expect(closure(['a'])).toEqual(['a', 'y', 'z']);
  });

  it('tells what it followed, what was taken first', () => {
    const packages = { a: { needs: ['x|y', 'b'] }, b: { needs: ['x|y'] }, x: {}, y: {} };
    const { closure, steps } = system(packages);
    closure(['a']);
    expect(steps).toEqual(['only b', 'preferred y|x', 'satisfied x|y']);
  });

  it('takes all of an all, the first installed alternative of an any', () => {
    const packages = { a: { needs: ['(b&gone)/(b&c)/d'] }, b: {}, c: {}, d: {} };
    expect(system(packages).closure(['a'])).toEqual(['a', 'b', 'c']);
    expect(system(packages).closure(['a', 'd'])).toEqual(['a', 'd']);
    expect(system(packages).closure(['a', 'b'])).toEqual(['a', 'b', 'c']);
  });

  it('is satisfied without a package by a need of nothing', () => {
    const { closure, reports } = system({ a: { needs: ['nothing'] } });
    expect(closure(['a'])).toEqual(['a']);
    expect(reports).toEqual([]);
  });

  it('reports what nothing satisfies, and goes on', () => {
    const { closure, reports } = system({ a: { needs: ['gone', 'b'] }, b: {} });
    expect(closure(['a'])).toEqual(['a', 'b']);
    expect(reports).toEqual([
      { kind: 'message', level: 2, text: 'test: a needs <gone>, which is not installed' },
    ]);
  });

  it('looks at recommendations last, at those of recommended packages as well, and silently', () => {
    const { closure, reports } = system({
      a: { likes: ['x|y', 'gone'], needs: ['b'] },
      b: { needs: ['x'] },
      x: { likes: ['z'] },
      y: {},
      z: { needs: ['w'] },
      w: {},
    });
    expect(closure(['a'])).toEqual(['a', 'b', 'x']);
    expect(closure(['a'], true)).toEqual(['a', 'b', 'w', 'x', 'z']);
    expect(reports).toEqual([]);
  });
});
