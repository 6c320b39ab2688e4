import { FileTree } from '@supermin/core/writer';
import { describe, expect, it } from 'vitest';
import { kernelModules } from '../../src/kernel/kernel-modules.ts';
import { readModules } from '../../src/modules/add-modules.ts';
import { putSelectedModules } from '../../src/modules/put-selected-modules.ts';
import { contextOf, sample, VERSION } from './sample.ts';
import { selected } from './selected.ts';

describe('selected modules', () => {
  it('all, and none', async () => {
    expect(await selected({ kind: 'all' })).toContain('kernel/fs/vfat.ko');
    expect(await selected({ kind: 'none' })).toEqual([]);
    expect(await selected({ kind: 'image' })).toEqual([]);
  });

  it('all: what has been read before is not read again', async () => {
    const root = sample();
    const kernel = kernelModules(root.host, VERSION);
    const source = { kernel, context: contextOf(root), layout: root.host };
    const known = await readModules(kernel, source.context);
    expect(await putSelectedModules(new FileTree(), source, { kind: 'all' }, known)).toBe(known);
  });
});
