import { describe, expect, it } from 'vitest';
import type { PackageFile } from '../../src/plugin/contract.ts';
import { Selection } from '../../src/resolve/selection.ts';

const file = (path: string, more: Partial<PackageFile> = {}): PackageFile => ({
  path,
  config: false,
  ...more,
});

const diverted = (path: string) => file(path, { hostPath: `${path}.distrib` });

describe('Selection', () => {
  it('takes a path once, whichever packages have it', () => {
    const selection = new Selection({ excludes: [] });
    expect(selection.take(file('/usr'))).toBe('/usr');
    expect(selection.take(file('/usr'))).toBeUndefined();
    expect(selection.paths()).toEqual(['/usr']);
  });

  it('passes over configuration files, unless they are wanted', () => {
    const config = file('/etc/a', { config: true });
    expect(new Selection({ excludes: [] }).take(config)).toBeUndefined();
    expect(new Selection({ excludes: [], includeConfig: true }).take(config)).toBe('/etc/a');
  });

  it('passes over documentation, if that is wished', () => {
    const manual = file('/srv/manual', { documentation: true });
    expect(new Selection({ excludes: [], noDocs: true }).take(manual)).toBeUndefined();
    expect(new Selection({ excludes: [] }).take(manual)).toBe('/srv/manual');
  });

  it("a diverted file gives way to the diverting package's own, whichever comes first", () => {
    const first = new Selection({ excludes: [] });
    expect(first.take(diverted('/bin/sh'))).toBe('/bin/sh.distrib');
    expect(first.take(diverted('/bin/sh'))).toBeUndefined();
    expect(first.take(file('/bin/sh'))).toBe('/bin/sh');
    expect(first.take(file('/bin/sh'))).toBeUndefined();
    const last = new Selection({ excludes: [] });
    expect(last.take(file('/bin/sh'))).toBe('/bin/sh');
    expect(last.take(diverted('/bin/sh'))).toBeUndefined();
    expect([first.kept, last.kept]).toEqual([1, 1]);
  });

  it('leaves out what a pattern matches, and knows what that was', () => {
    const selection = new Selection({ excludes: ['/usr/share/doc/*'] });
    expect(selection.take(file('/usr/share/doc/a'))).toBeUndefined();
    expect(selection.take(file('/usr/share/doc/a'))).toBeUndefined();
    expect(selection.take(file('/usr/share/x'))).toBe('/usr/share/x');
    expect([...selection.excluded]).toEqual(['/usr/share/doc/a']);
    expect([selection.kept, selection.wanted]).toEqual([1, 1]);
  });

  it('links of nobody are taken, unless a pattern matches', () => {
    const selection = new Selection({ excludes: ['/a/*'] });
    expect(selection.takeLink('/a/x')).toBe(false);
    expect(selection.takeLink('/b/x')).toBe(true);
    expect(selection.paths()).toEqual(['/b/x']);
  });

  it('hostfiles are taken whatever the patterns say, but not twice', () => {
    const selection = new Selection({ excludes: ['/a/*'] });
    selection.take(file('/a/x'));
    selection.take(file('/b'));
    selection.take(diverted('/c'));
    expect(selection.takeHostfile('/a/x')).toBe(true);
    expect(selection.takeHostfile('/b')).toBe(false);
    // What lies there on the host, not what was diverted.
    expect(selection.takeHostfile('/c')).toBe(true);
    expect(selection.takeHostfile('/new')).toBe(true);
    expect([selection.kept, selection.excluded.size, selection.wanted]).toEqual([2, 1, 4]);
    expect(selection.paths()).toEqual(['/b', '/c', '/a/x', '/new']);
  });
});
