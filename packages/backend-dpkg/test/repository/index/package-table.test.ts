import { describe, expect, it } from 'vitest';
import { relationNames } from '../../../src/repository/index/relation-names.ts';
import { stanzaFields } from '../../../src/repository/index/stanza-fields.ts';
import { TableBuilder } from '../../../src/repository/index/table-builder.ts';
import { tableOf } from '../fixtures/table.ts';

describe('PackageTable', () => {
  const table = tableOf(
    {
      a: { Depends: 'b (>= 1) | c:any, d:amd64', Suggests: 's' },
      b: { Provides: 'v, w (= 2)', 'Multi-Arch': 'allowed' },
      foreign: { Arch: 'arm64' },
    },
    { 'a=2': {}, b: { Provides: 'v, w (= 2)', 'Multi-Arch': 'allowed' } },
  );

  it('numbers names as they are first mentioned', () => {
    const names = ['a', 'b', 'c:any', 'd', 's', 'v:any', 'v', 'w:any', 'w', 'b:any'];
    expect(names.map((name) => table.id(name))).toEqual([...names.keys()]);
    expect(table.nameCount).toBe(names.length);
    expect(table.id('x')).toBeUndefined();
    expect(table.name(4)).toBe('s');
  });

  it('has packages by name, and by what they provide; one that two indexes have only once', () => {
    const versions = (numbers: Uint32Array) =>
      [...numbers].map((number) => {
        const stanza = table.stanza(number);
        return `${stanza.value('package')} ${stanza.value('version')} ${stanza.source}`;
      });
    expect(versions(table.real(table.id('a')!))).toEqual(['a 1 0', 'a 2 1']);
    expect(versions(table.real(table.id('b')!))).toEqual(['b 1 0']);
    expect(versions(table.providers(table.id('v')!))).toEqual(['b 1 0']);
    expect(versions(table.real(table.id('c:any')!))).toEqual([]);
    expect([...table.packageNames()]).toEqual(['a', 'b']);
    expect([...table.stanzasWith((slim) => slim.startsWith('a\n2'))]).toEqual([2]);
  });

  it('takes two builds of one version for two packages', () => {
    const two = tableOf({ a: { Depends: 'b' } }, { a: { Depends: 'c' } }, { a: { Depends: 'B' } });
    expect(two.real(two.id('a')!).length).toBe(2);
  });
});

describe('TableBuilder', () => {
  it('refuses what is no package', () => {
    expect(new TableBuilder('amd64').add('Package: a\n', 0)).toBe(false);
    expect(new TableBuilder('amd64').add('<html>\n', 0)).toBe(false);
  });
});

describe('stanzaFields', () => {
  it('joins lines of one value, and knows names in any case', () => {
    const text = 'A: 1\nDEPENDS: x,\n y\n z\nOther:\n no\nb:\nno colon\nB: 2';
    const fields = stanzaFields(text, new Set(['a', 'depends', 'b']));
    expect([...fields]).toEqual([
      ['a', '1'],
      ['depends', 'x, y z'],
      ['b', '2'],
    ]);
  });
});

describe('relationNames', () => {
  it('finds each name, whatever stands around it', () => {
    const found: string[] = [];
    const field = ' a (>= 1:2~) | b[amd64]<x>,c:any ,, d:amd64(=1)|e';
    relationNames(field, (start, end) => found.push(field.slice(start, end)));
    expect(found).toEqual(['a', 'b', 'c:any', 'd', 'e']);
  });
});
