import { existsSync } from 'node:fs';
import type { SuperminEvent } from '@supermin/core';
import { FileTree } from '@supermin/core/writer';
import { expect } from 'vitest';
import { kernelModules } from '../../src/kernel/kernel-modules.ts';
import type { ModuleSource } from '../../src/modules/open-modules.ts';
import { putSelectedModules } from '../../src/modules/put-selected-modules.ts';
import type { ModuleSelection } from '../../src/modules/selection.ts';
import type { FakeRoot } from '../kernel/fixture.ts';
import { contextOf, sample, VERSION } from './sample.ts';

/** The files that are put into the tree. */
export async function selected(
  selection: ModuleSelection,
  root: FakeRoot = sample(),
  { events = [], strict = false }: { events?: SuperminEvent[]; strict?: boolean } = {},
): Promise<string[]> {
  const source: ModuleSource = {
    kernel: kernelModules(root.host, VERSION),
    context: { ...contextOf(root, events), strict },
    layout: root.host,
  };
  const tree = new FileTree();
  const added = await putSelectedModules(tree, source, selection);
  const files = [...tree.walk()].filter(({ node }) => node.type === 'file');
  for (const { node } of files) {
    if (node.type === 'file' && node.content.kind === 'path') {
      expect(existsSync(node.content.path)).toBe(true);
    }
  }
  const found = files.length > 0 ? tree.lookup(`/lib/modules/${VERSION}`) : undefined;
  expect(added).toBe(found);
  return files.map(({ path }) => path.replace(`/lib/modules/${VERSION}/`, ''));
}
