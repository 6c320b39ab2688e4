import { describe, expect, it } from 'vitest';
import { moduleLists } from '../../src/depmod/module-lists.ts';

const info = (...depends: string[]) => ({ depends, aliases: [], softdeps: [] });

describe('moduleLists', () => {
  it('lists what is needed, those that need others first', () => {
    const lists = moduleLists(
      new Map([
        ['kernel/a.ko', info('b')],
        ['kernel/b.ko.xz', info('c_d', 'e')],
        ['kernel/c-d.ko', info()],
        ['kernel/e.ko', info('c_d', 'missing')],
      ]),
    );
    expect(lists['modules.dep']).toBe(
      [
        'kernel/a.ko: kernel/b.ko.xz kernel/e.ko kernel/c-d.ko',
        'kernel/b.ko.xz: kernel/e.ko kernel/c-d.ko',
        'kernel/c-d.ko:',
        'kernel/e.ko: kernel/c-d.ko',
        '',
      ].join('\n'),
    );
  });

  it('a module is known by its name, with `-` or `_`, however it is packed', () => {
    for (const path of ['x/snd-a_b.ko', 'snd_a-b.ko.gz', 'x/y/snd_a_b.ko.xz', 'snd-a-b.ko.zst']) {
      const lists = moduleLists(
        new Map([
          ['m.ko', info('snd-a_b')],
          [path, info()],
        ]),
      );
      expect(lists['modules.dep']).toBe(`m.ko: ${path}\n${path}:\n`);
    }
  });

  it('modules that need each other, or themselves, are no trouble', () => {
    const lists = moduleLists(
      new Map([
        ['a.ko', info('b')],
        ['b.ko', info('a', 'b')],
      ]),
    );
    expect(lists['modules.dep']).toBe('a.ko: b.ko\nb.ko: a.ko\n');
  });

  it('has aliases and soft dependencies, a line each, by canonical names', () => {
    const lists = moduleLists(
      new Map([
        ['k/a-b.ko', { depends: [], aliases: ['pci:*', 'fs-x'], softdeps: ['pre: c-d'] }],
        ['k/c.ko', { depends: [], aliases: ['net-1'], softdeps: ['post: a', 'pre: e'] }],
      ]),
    );
    expect(lists['modules.alias']).toBe(
      '# Aliases extracted from modules themselves.\nalias pci:* a_b\nalias fs-x a_b\nalias net-1 c\n',
    );
    expect(lists['modules.softdep']).toBe(
      '# Soft dependencies extracted from modules themselves.\nsoftdep a_b pre: c-d\nsoftdep c post: a\nsoftdep c pre: e\n',
    );
  });
});
