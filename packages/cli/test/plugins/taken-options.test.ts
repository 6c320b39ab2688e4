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

  it('size is there for all', () => {
    expect(takenOption(pluginWith('size', 'level'))).toBeUndefined();
  });
});
