import type { FoundPlugin } from '@supermin/core';
import { expect, it } from 'vitest';
import { findConflicts } from '../../src/plugins/conflicts.ts';

function plugin(name: string, writers: string[], backends: string[]): FoundPlugin {
  return {
    ...{ name, version: '1.0.0', directory: `/${name}` },
    manifest: {
      contract: 1,
      writers: writers.map((each) => ({
        ...{ name: each, aliases: [], module: '', description: '', options: [] },
      })),
      backends: backends.map((each) => ({
        ...{ name: each, module: '', families: [], options: [] },
        databases: [`/var/lib/${each}`, '/etc/both'],
      })),
    },
  };
}

it('names what more than one plugin claims, and who does', () => {
  const plugins = [
    plugin('a', ['tar', 'x'], []),
    plugin('b', ['tar'], ['x']),
    plugin('c', [], ['x']),
  ];
  expect(findConflicts(plugins)).toEqual([
    { kind: 'writer', name: 'tar', packages: ['a', 'b'] },
    { kind: 'backend', name: 'x', packages: ['b', 'c'] },
    { kind: 'database', name: '/var/lib/x', packages: ['b', 'c'] },
    { kind: 'database', name: '/etc/both', packages: ['b', 'c'] },
  ]);
  expect(findConflicts(plugins.slice(0, 1))).toEqual([]);
});
