import { linkSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { localHost, type WriterContext } from '@supermin/core';
import { scratchDirectory } from '@supermin/test-support/scratch';
import { describe, expect, it } from 'vitest';
import { beginModules, filesOf } from '../../src/modules/begin-modules.ts';
import { directory, file } from '../support/trees.ts';

const scratch = scratchDirectory();

function contextOf(root: string): WriterContext {
  const modules = join(root, 'lib/modules/6.1');
  mkdirSync(join(modules, 'kernel'), { recursive: true });
  writeFileSync(join(modules, 'vmlinuz'), Buffer.alloc(20_000, 'kernel'));
  writeFileSync(join(modules, 'modules.dep'), '');
  writeFileSync(join(modules, 'kernel/a.ko'), 'a');
  linkSync(join(modules, 'kernel/a.ko'), join(modules, 'kernel/b.ko'));
  symlinkSync('/usr/src', join(modules, 'build'));
  return {
    ...{ host: localHost(root), signal: new AbortController().signal, report: () => {} },
    ...{ environment: {}, cpu: 'x86_64', copyKernel: true, options: {} },
    writer: () => Promise.reject(new Error('no other writer')),
    temporaryDirectory: () => {
      throw new Error('not here');
    },
  };
}

describe('modules that are begun', () => {
  it('are those of the kernel that will be chosen, and all of its files, each once', async () => {
    const begun = (await beginModules(
      join(scratch, 'root'),
      '64M',
      contextOf(join(scratch, 'host')),
    ))!;
    await begun.ahead?.stop();
    expect([...begun.modules.children.keys()].sort()).toEqual([
      ...['build', 'kernel', 'modules.dep', 'vmlinuz'],
    ]);
    expect(filesOf(begun.modules).map(({ size }) => size)).toEqual([1, 0, 20_000]);
  });

  it.each(['auto', '+1G'])('not of an image whose size depends on the tree: %s', async (size) => {
    const context = contextOf(join(scratch, `host-${size}`));
    expect(await beginModules(join(scratch, `root-${size}`), size, context)).toBeUndefined();
  });
});

it('files come in the order of the tree', () => {
  const [a, b, c] = [file('a'), file('b'), file('c')];
  const below = directory({ children: new Map([['c', c]]) });
  const top = directory({
    children: new Map<string, typeof a | typeof below>([
      ['z', b],
      ['d', below],
      ['a', a],
      ['y', a],
    ]),
  });
  expect(filesOf(top)).toEqual([a, c, b]);
});
