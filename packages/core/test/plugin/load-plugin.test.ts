import { describe, expect, it } from 'vitest';
import type { Backend, Writer, WriterContext } from '../../src/plugin/contract.ts';
import { loadBackend, loadWriter } from '../../src/plugin/load-plugin.ts';
import type { OptionManifest } from '../../src/plugin/option-manifest.ts';
import { distribution, listingWriter } from '../support/distribution.ts';

const options: OptionManifest[] = [{ name: 'level', type: 'integer', default: 3, help: '' }];
const { host, backend } = distribution({});
const writer = listingWriter();

describe('a plugin', () => {
  it('is an object, or what fetches one', async () => {
    expect(await loadWriter(writer)).toBe(writer);
    expect(await loadWriter(async () => writer)).toBe(writer);
    expect(await loadBackend(backend)).toBe(backend);
    expect(await loadBackend(async () => backend)).toBe(backend);
  });
});

describe('a plugin object that declares its options', () => {
  it('a writer gets its defaults, and is not asked with a wrong value', async () => {
    const own: Writer = {
      ...writer,
      options,
      outputs: ({ options: given }) => [JSON.stringify(given)],
    };
    const loaded = await loadWriter(own);
    const context = { options: {} } as WriterContext;
    expect(loaded.outputs(context)).toEqual(['{"level":3}']);
    const wrong = { ...context, options: { level: 'x' } };
    expect(() => loaded.outputs(wrong)).toThrow("not 'x'");
  });

  it('a backend gets its defaults, and is not asked with a wrong value', async () => {
    const own: Backend = {
      ...backend,
      options,
      freshness: (_, given) => [JSON.stringify(given)],
    };
    const loaded = await loadBackend(own);
    expect(loaded.freshness(host)).toEqual(['{"level":3}']);
    expect(() => loaded.freshness(host, { other: 1 })).toThrow("no option 'other'");
  });

  it('declares them as a manifest does', async () => {
    const own = { ...writer, options: [{ name: 'level', type: 'number' }] as never };
    await expect(loadWriter(own)).rejects.toMatchObject({ code: 'PLUGIN_MANIFEST' });
  });
});
