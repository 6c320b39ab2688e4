import type { FoundPlugin, OptionManifest } from '@supermin/core';
import { describe, expect, it } from 'vitest';
import { takenOption } from '../../src/plugins/taken-options.ts';

function pluginWith(...names: string[]): FoundPlugin {
  const options = names.map((name): OptionManifest => ({ name, type: 'string', help: '' }));
  const writer = { name: 'toy', aliases: [], module: './toy.js', description: '', options };
  const manifest = { contract: 1, backends: [], writers: [writer] };
  return { name: 'supermin-writer-toy', version: '1.0.0', directory: '/toy', manifest };
}

describe("an option of a writer may not be one of the command's", () => {
  it.each(['output', 'lock', 'prepare', 'share'])('%s', (name) => {
    expect(takenOption(pluginWith('level', name))).toMatchObject({
      code: 'PLUGIN_OPTION',
      message: `the writer toy has an option '${name}', which is one of the command's own`,
    });
  });

  it('nor may one that a switch is turned off by', () => {
    const plugin = pluginWith('docs');
    Object.assign(plugin.manifest.writers[0]!.options[0]!, { type: 'boolean', default: true });
    expect(takenOption(plugin)?.message).toContain("has an option 'docs'");
  });

  it('of a backend neither, and size is for writers', () => {
    const { manifest, ...plugin } = pluginWith('size');
    const backend = { name: 'toy', module: './toy.js', families: [], databases: [] };
    const backends = [{ ...backend, options: manifest.writers[0]!.options }];
    const found = { ...plugin, manifest: { ...manifest, backends, writers: [] } };
    expect(takenOption(found)?.message).toBe(
      "the backend toy has an option 'size', which is one of the command's own",
    );
  });

  it('size is there for all writers', () => {
    expect(takenOption(pluginWith('size', 'level'))).toBeUndefined();
  });
});
