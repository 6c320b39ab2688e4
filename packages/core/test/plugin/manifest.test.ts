import { describe, expect, it } from 'vitest';
import { parseManifest } from '../../src/plugin/manifest.ts';
import { backendManifest, writerManifest } from '../support/plugins.ts';

const option = { name: 'size', type: 'string', help: 'how large', default: '4G' };

describe('parseManifest', () => {
  it('takes a whole one as it is', () => {
    const manifest = {
      contract: 1,
      backends: [backendManifest({ sourceFiles: ['.list'], packageFiles: ['.deb'] })],
      writers: [
        writerManifest({ aliases: ['t'], options: [option as never], kernelOptions: ['kernel'] }),
      ],
    };
    expect(parseManifest(manifest)).toEqual(manifest);
  });

  it('fills in what may be left out, and drops what it does not know', () => {
    expect(parseManifest({ contract: 1, more: 1 })).toEqual({
      contract: 1,
      backends: [],
      writers: [],
    });
    const writer = {
      name: 'tar',
      module: 'x.js',
      extra: 1,
      options: [{ name: 'o', type: 'boolean' }],
    };
    expect(parseManifest({ contract: 1, writers: [writer] }).writers).toEqual([
      {
        name: 'tar',
        module: 'x.js',
        aliases: [],
        description: '',
        options: [{ name: 'o', type: 'boolean', help: '' }],
      },
    ]);
  });

  it.each([0, 2, '1', undefined, null])('another contract: %j', (contract) => {
    expect(() => parseManifest({ contract })).toThrow(
      expect.objectContaining({
        code: 'PLUGIN_CONTRACT',
        message: expect.stringContaining(`version ${contract} `),
        hint: expect.any(String),
      }),
    );
  });

  const backend = (more: object) => ({
    contract: 1,
    backends: [{ ...backendManifest(), ...more }],
  });
  const writer = (more: object) => ({ contract: 1, writers: [{ ...writerManifest(), ...more }] });
  const withOption = (more: object) => writer({ options: [{ ...option, ...more }] });

  it.each<[string, unknown, string]>([
    ['nothing', undefined, 'supermin is not an object'],
    ['null', null, 'supermin is not an object'],
    ['a list', [], 'supermin is not an object'],
    ['text', 'x', 'supermin is not an object'],
    ['backends as an object', { contract: 1, backends: {} }, 'backends is not a list'],
    ['a backend as text', { contract: 1, backends: ['dpkg'] }, 'backends is not an object'],
    ['a backend without a name', backend({ name: undefined }), 'name is not a string'],
    ['a backend with a name like an option', backend({ name: '--x' }), "name '--x' is not a name"],
    ['a backend with an upper-case name', backend({ name: 'Dpkg' }), "name 'Dpkg' is not a name"],
    ['a backend without a module', backend({ module: undefined }), 'module is not a string'],
    ['a backend without families', backend({ families: [] }), 'families is empty'],
    [
      'a family without a name',
      backend({ families: [{ ids: [] }] }),
      'families.name is not a string',
    ],
    [
      'a family with a wrong id',
      backend({ families: [{ name: 'x', ids: [7] }] }),
      'families.ids is not a string',
    ],
    ['no databases', backend({ databases: undefined }), 'databases is not a list'],
    [
      'a relative database',
      backend({ databases: ['var/lib'] }),
      "databases 'var/lib' is not an absolute path",
    ],
    ['a database that is no path', backend({ databases: [7] }), 'databases is not a string'],
    [
      'a configuration file without a path',
      backend({ databases: [{ section: 'x', key: 'y' }] }),
      'databases is not a string',
    ],
    [
      'a configuration file without a key',
      backend({ databases: [{ file: '/etc/x.conf', section: 'x' }] }),
      'databases.key is not a string',
    ],
    [
      'an ending that any name has',
      backend({ packageFiles: [''] }),
      "packageFiles '' is not an ending such as .deb",
    ],
    ['writers as text', { contract: 1, writers: 'x' }, 'writers is not a list'],
    ['a writer without a name', writer({ name: '' }), "name '' is not a name"],
    ['an alias with a blank', writer({ aliases: ['a b'] }), "aliases 'a b' is not a name"],
    ['a description that is no text', writer({ description: 7 }), 'description is not a string'],
    [
      'options about a kernel as text',
      writer({ kernelOptions: 'kernel' }),
      'kernelOptions is not a list',
    ],
    [
      'an option about a kernel with dashes',
      writer({ kernelOptions: ['--kernel'] }),
      "kernelOptions '--kernel' is not a name",
    ],
    ['options as an object', writer({ options: {} }), 'options is not a list'],
    [
      'an option with dashes',
      withOption({ name: '--size' }),
      "options.name '--size' is not a name",
    ],
    [
      'an option of a kind unknown',
      withOption({ type: 'number' }),
      'options.type is not string, boolean, integer, path',
    ],
    [
      'a default of another kind',
      withOption({ default: 4 }),
      'options.default needs a string, not 4',
    ],
    [
      'an integer that is none',
      withOption({ type: 'integer', default: 1.5 }),
      'options.default needs a whole number, not 1.5',
    ],
    [
      'a boolean in words',
      withOption({ type: 'boolean', default: 'yes' }),
      "options.default needs a boolean, not 'yes'",
    ],
  ])('%s', (_, value, what) => {
    expect(() => parseManifest(value)).toThrow(
      expect.objectContaining({
        code: 'PLUGIN_MANIFEST',
        message: `its manifest is wrong: ${what}`,
      }),
    );
  });
});
