import { describe, expect, it } from 'vitest';
import { type Packages, resolve, tableOf } from '../fixtures/table.ts';

function chosen(packages: Packages, ...names: string[]) {
  return resolve(tableOf(packages), names);
}

describe('resolvePackages', () => {
  it('takes what is needed, and nothing that is recommended', () => {
    const packages = {
      a: { Depends: 'b', 'Pre-Depends': 'c', Recommends: 'd' },
      b: {},
      c: {},
      d: {},
    };
    expect(chosen(packages, 'a')).toEqual(['a', 'b', 'c']);
    expect(resolve(tableOf(packages), ['a'], { weak: true })).toEqual(['a', 'b', 'c', 'd']);
  });

  it('takes the first alternative that can be had', () => {
    const packages = { a: { Depends: 'missing | b | c' }, b: { Depends: 'nothing' }, c: {} };
    expect(chosen(packages, 'a')).toEqual(['a', 'c']);
  });

  it('takes an alternative that is asked for later, before any dependency', () => {
    const packages = { a: { Depends: 'b | c' }, b: {}, c: {} };
    expect(chosen(packages, 'a', 'c')).toEqual(['a', 'c']);
  });

  it('takes a package of the name before one that provides it, and important ones before others', () => {
    const provider = { Provides: 'b' };
    expect(chosen({ a: { Depends: 'b' }, x: provider, b: {} }, 'a')).toEqual(['a', 'b']);
    const several = {
      a: { Depends: 'b' },
      x: { ...provider, Priority: 'optional' },
      y: { ...provider, Priority: 'standard' },
      z: { ...provider, Priority: 'optional' },
    };
    expect(chosen(several, 'a')).toEqual(['a', 'y']);
    const { y: _, ...equal } = several;
    // Of equal ones the name that was mentioned last.
    expect(chosen(equal, 'a')).toEqual(['a', 'z']);
  });

  it('compares versions, of Provides only those that have one', () => {
    const of = (clause: string, more: Packages) => chosen({ a: { Depends: clause }, ...more }, 'a');
    expect(of('b (>= 2)', { 'b=2': {} })).toEqual(['a', 'b=2']);
    expect(of('b (>= 2)', { x: { Provides: 'b (= 2.1)' } })).toEqual(['a', 'x']);
    expect(of('b (>= 2)', { x: { Provides: 'b' } })).toContain("a depends on 'b (>= 2)', which no");
    expect(of('b (<< 2)', { 'b=2': {} })).toContain('PACKAGES_UNSATISFIABLE');
  });

  it('takes the highest version, of the suite that is taken from by itself', () => {
    const table = tableOf({ 'a=1': {} }, { 'a=3': {} }, { 'a=2': {} });
    expect(resolve(table, ['a'])).toEqual(['a=3']);
    expect(resolve(table, ['a'], { priorities: [500, 1, 500] })).toEqual(['a=2']);
    expect(resolve(table, ['a=1'])).toEqual(['a']);
    expect(resolve(table, ['a=4'])).toMatch(/^PACKAGES_MISSING: .*version 4 \(there is 1, 3, 2\)/);
  });

  it('knows :any, of what is allowed only', () => {
    const of = (fields: Record<string, string>) =>
      chosen({ a: { Depends: 'b:any' }, b: fields }, 'a');
    expect(of({ 'Multi-Arch': 'allowed' })).toEqual(['a', 'b']);
    expect(of({ 'Multi-Arch': 'foreign' })).toContain('PACKAGES_UNSATISFIABLE');
    expect(chosen({ a: { Depends: 'b:amd64, c:native' }, b: {}, c: {} }, 'a')).toEqual([
      'a',
      'b',
      'c',
    ]);
    expect(chosen({ a: { Depends: 'b:arm64' }, b: {} }, 'a')).toContain('UNSATISFIABLE');
  });

  it('keeps apart what conflicts, and says what does', () => {
    const packages = { a: { Conflicts: 'b' }, b: {}, c: { Depends: 'b' } };
    expect(chosen(packages, 'a', 'b')).toContain('a conflicts with b, which was asked for, too');
    expect(chosen(packages, 'a', 'c')).toContain('PACKAGES_UNSATISFIABLE');
    expect(chosen({ a: { Conflicts: 'm', Provides: 'm' } }, 'a')).toEqual(['a']);
    expect(chosen({ a: { Breaks: 'b (<< 2)' }, 'b=2': {} }, 'a', 'b')).toEqual(['a', 'b=2']);
  });

  it('drops what was taken before something else took its place', () => {
    const packages = {
      wsdd2: { Depends: 'ksmbd | samba' },
      ksmbd: { Conflicts: 'samba', Depends: 'ktools' },
      ktools: {},
      samba: {},
      share: { Depends: 'samba' },
    };
    expect(chosen(packages, 'wsdd2')).toEqual(['ksmbd', 'ktools', 'wsdd2']);
    expect(chosen(packages, 'wsdd2', 'share')).toEqual(['samba', 'share', 'wsdd2']);
  });

  it('repairs what another request took away, if it is necessary', () => {
    const packages = {
      a: { Depends: 'udev' },
      udev: { Depends: 'systemd | standalone' },
      systemd: {},
      standalone: {},
      shutdown: { Conflicts: 'systemd' },
    };
    expect(chosen(packages, 'a', 'shutdown')).toEqual(['a', 'shutdown', 'standalone', 'udev']);
  });

  it('takes a name that one package provides, and asks which of several', () => {
    const packages = { x: { Provides: 'v, w' }, y: { Provides: 'w' } };
    expect(chosen(packages, 'v')).toEqual(['x']);
    expect(chosen(packages, 'w')).toMatch(
      /PACKAGES_MISSING: w is a virtual package.*choose one: x, y/,
    );
    expect(chosen({ bash: {} }, 'bahs')).toMatch(
      /no such package .*: bahs \(did you mean bash\?\)/,
    );
  });

  it('tells the chain that leads to what is missing', () => {
    const packages = { a: { Depends: 'b' }, b: { Depends: 'c' }, c: { Depends: 'nowhere (>= 3)' } };
    expect(chosen(packages, 'a')).toContain(
      "a depends on 'b'; b depends on 'c'; c depends on 'nowhere (>= 3)', which no package provides",
    );
  });

  it('adds no essential package, and ends in circles', () => {
    const packages = { a: { Depends: 'b' }, b: { Depends: 'a' }, e: { Essential: 'yes' } };
    expect(chosen(packages, 'a')).toEqual(['a', 'b']);
  });

  it('stands chains of any length', () => {
    const packages = Object.fromEntries(
      Array.from({ length: 20_000 }, (_, at) => [`p${at}`, { Depends: `p${at + 1}` }]),
    );
    expect(chosen(packages, 'p0')).toContain('PACKAGES_UNSATISFIABLE');
  });
});
