import { describe, expect, it } from 'vitest';
import { localHost } from '../../src/host/local-host.ts';
import type { Backend, OpenOptions, Writer, WriterContext } from '../../src/plugin/contract.ts';
import type { OptionManifest } from '../../src/plugin/option-manifest.ts';
import { backendWithOptions, writerWithOptions } from '../../src/plugin/with-options.ts';
import { FileTree } from '../../src/tree/file-tree.ts';
import { backendManifest, writerManifest } from '../support/plugins.ts';

const options: OptionManifest[] = [{ name: 'level', type: 'integer', default: 3, help: '' }];

/** With a private field: a plugin's methods are called on the plugin's object. */
class Recorder {
  readonly #seen: unknown[] = [];
  readonly name = 'toy';
  get seen(): unknown[] {
    return this.#seen;
  }
  see(given: unknown): void {
    this.#seen.push(given);
  }
}

class ToyWriter extends Recorder implements Writer {
  outputs({ options: given }: WriterContext) {
    this.see(given);
    return [];
  }
  async inputs({ options: given }: WriterContext) {
    this.see(given);
    return { paths: [], facts: [] };
  }
  async write(_: FileTree, __: string, { options: given }: WriterContext) {
    this.see(given);
  }
}

class ToyBackend extends Recorder implements Backend {
  freshness(_: unknown, given?: object) {
    this.see(given);
    return [];
  }
  async open({ options: given }: OpenOptions): Promise<never> {
    this.see(given);
    throw new Error('no database');
  }
}

describe('a writer of a registry', () => {
  const context = { options: {} } as WriterContext;

  it('gets its defaults in every call', async () => {
    const toy = new ToyWriter();
    const writer = writerWithOptions(toy, writerManifest({ options }));
    writer.outputs(context);
    await writer.inputs(context);
    await writer.write(new FileTree(), '/', context);
    expect(await writer.begin?.('/', context)).toBeUndefined();
    expect(toy.seen).toEqual([{ level: 3 }, { level: 3 }, { level: 3 }]);
  });

  it('is not asked with values that it cannot have', async () => {
    const toy = new ToyWriter();
    const writer = writerWithOptions(toy, writerManifest({ options }));
    const wrong = { ...context, options: { level: 'x' } };
    await expect(writer.inputs(wrong)).rejects.toMatchObject({ code: 'OPTION_VALUE' });
    await expect(writer.write(new FileTree(), '/', wrong)).rejects.toThrow("not 'x'");
    expect(() => writer.outputs(wrong)).toThrow("not 'x'");
    expect(toy.seen).toEqual([]);
  });
});

describe('a backend of a registry', () => {
  it('gets its defaults in every call', async () => {
    const toy = new ToyBackend();
    const backend = backendWithOptions(toy, backendManifest({ options }));
    const host = localHost();
    backend.freshness(host);
    backend.freshness(host, { level: 5 });
    const { signal } = new AbortController();
    const opening = backend.open({ host, signal, report: () => {}, family: 'x/y' });
    await expect(opening).rejects.toThrow('no database');
    expect(toy.seen).toEqual([{ level: 3 }, { level: 5 }, { level: 3 }]);
    expect(() => backend.freshness(host, { other: 1 })).toThrow("no option 'other'");
  });
});
