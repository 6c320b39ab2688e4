import { mkdirSync } from 'node:fs';
import { scratchDirectory } from '@supermin/test-support/scratch';
import { describe, expect, it } from 'vitest';
import { recipeOfPackage, recipeOfSelection } from '../../src/appliance/recipe.ts';

function carrier(directory: string, files?: string) {
  const appliance = `${directory}/appliance`;
  return { name: 'box', version: '1.0.0', directory, appliance, files };
}

describe('recipes', () => {
  it('a selection is two lists, with the configuration of this machine', () => {
    const nothing = { hostfiles: [], excludes: [], members: [] };
    const recipe = recipeOfSelection({ ...nothing, packages: ['a', 'b'] });
    expect(recipe).toEqual({
      files: { packages: Buffer.from('a\nb\n') },
      inputs: [],
      includeConfig: true,
      identity: [],
    });
  });

  it('a base is an archive of directories, and what stays away', () => {
    const { files } = recipeOfSelection({
      ...{ packages: ['a'], hostfiles: ['/etc/hosts'], excludes: ['/etc/shadow'] },
      members: [{ name: 'tmp', type: 'directory', mode: 0o1777 }],
    });
    expect(files.excludefiles?.toString()).toBe('-/etc/shadow\n');
    expect(files['base.cpio']?.toString('latin1', 0, 14)).toBe('07070100000001');
  });

  it('a package is read where it lies; its plain files and other packages go beside', async () => {
    const directory = scratchDirectory({ 'appliance/packages': 'bash\n', 'files/init': '#!' });
    const recipe = await recipeOfPackage(carrier(directory, `${directory}/files`), ['jq']);
    expect(Object.keys(recipe.files)).toEqual(['packages', 'excludefiles', 'files.tar']);
    expect(recipe.files.packages?.toString()).toBe('jq\n');
    expect(recipe.files.excludefiles?.toString()).toBe('-/init\n');
    expect(recipe).toMatchObject({
      inputs: [`${directory}/appliance`],
      includeConfig: true,
      identity: ['box', '1.0.0'],
    });
  });

  it('a package that supermin prepare made brings its own configuration', async () => {
    const directory = scratchDirectory({ 'appliance/packages': '', 'appliance/base.tar.gz': '' });
    // An empty directory is no archive.
    mkdirSync(`${directory}/files`);
    expect(await recipeOfPackage(carrier(directory, `${directory}/files`), [])).toEqual({
      files: {},
      inputs: [`${directory}/appliance`],
      includeConfig: false,
      identity: ['box', '1.0.0'],
    });
  });
});
