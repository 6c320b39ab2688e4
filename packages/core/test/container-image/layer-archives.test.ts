import { describe, expect, it } from 'vitest';
import type { ContainerImage, PackedLayer } from '../../src/container-image/container-image.ts';
import { parseImageConfig } from '../../src/container-image/image-config.ts';
import { LayerArchives } from '../../src/container-image/layer-archives.ts';
import type { SuperminEvent } from '../../src/events/event.ts';
import { textOf } from '../support/image-files.ts';
import { sha256Of } from '../support/images.ts';

const CONFIG = parseImageConfig(Buffer.from('{"rootfs":{"diff_ids":[]}}'), 'x');

/** A layer that is not compressed, in chunks of four bytes. */
function layerOf(text: string, more: Partial<PackedLayer> = {}): PackedLayer {
  const bytes = Buffer.from(text);
  async function* open() {
    for (let at = 0; at < bytes.length; at += 4) yield bytes.subarray(at, at + 4);
  }
  return { diffId: sha256Of(bytes), digest: undefined, size: bytes.length, open, ...more };
}

function fixture(...layers: PackedLayer[]) {
  const image: ContainerImage = { name: 'image', id: '', config: CONFIG, layers };
  const events: SuperminEvent[] = [];
  const report = (event: SuperminEvent) => void events.push(event);
  const { signal } = new AbortController();
  return { archives: new LayerArchives(image, { signal, report }), events };
}

const LAYERS = [layerOf('lower layer'), layerOf('upper')];

describe('archives of the layers of an image', () => {
  it('are given to who reads them, with their names', async () => {
    const { archives } = fixture(...LAYERS);
    for (const [at, text] of ['lower layer', 'upper'].entries()) {
      const layer = LAYERS[at]!;
      const name = `image: layer ${layer.diffId.slice(0, 12)}`;
      expect(archives.nameOf(layer)).toBe(name);
      const { result, bytes } = await archives.read(layer, async (open) => {
        expect(open.name).toBe(name);
        return textOf(open.chunks);
      });
      expect([result, bytes]).toEqual([text, text.length]);
    }
  });

  it('are read to their ends, and checked, wherever the reader stops', async () => {
    const wrong = layerOf('lower layer', { diffId: 'a'.repeat(64) });
    const { archives } = fixture(LAYERS[0]!, wrong);
    const first = async (open: { chunks: AsyncIterable<Buffer> }) => {
      for await (const chunk of open.chunks) return chunk.toString();
      return undefined;
    };
    // The first chunks in one: they tell the compression.
    expect(await archives.read(LAYERS[0]!, first)).toEqual({ result: 'lower la', bytes: 11 });
    expect(await archives.read(LAYERS[0]!, async () => 1)).toEqual({ result: 1, bytes: 11 });
    await expect(archives.read(wrong, first)).rejects.toMatchObject({
      code: 'IMAGE_DAMAGED',
      message: 'image: layer aaaaaaaaaaaa: it is not what the configuration says',
    });
  });

  it('are closed when the reader fails', async () => {
    let closed = false;
    async function* open() {
      try {
        yield Buffer.from('some');
        yield Buffer.from('more');
      } finally {
        closed = true;
      }
    }
    const { archives } = fixture();
    const reading = archives.read(layerOf('somemore', { open }), async ({ chunks }) => {
      for await (const _ of chunks) throw new Error('had enough');
    });
    await expect(reading).rejects.toThrow('had enough');
    expect(closed).toBe(true);
  });

  it('report how far it is, of all layers together', async () => {
    const { archives, events } = fixture(...LAYERS);
    for (const layer of LAYERS) await archives.read(layer, ({ chunks }) => textOf(chunks));
    const done = events.filter((event) => event.kind === 'progress');
    expect(done.map((event) => event.done)).toEqual([4, 8, 11, 11, 15, 16, 16]);
    for (const event of done) expect(event).toMatchObject({ total: 16, unit: 'bytes' });
    const said = events.flatMap((event) => (event.kind === 'message' ? [event.text] : []));
    expect(said[0]).toBe(`unpack ${archives.nameOf(LAYERS[0]!)}, 11 bytes`);
  });

  it('make room for their files, 200 times what lies there and a gigabyte', async () => {
    const { archives } = fixture(...LAYERS);
    const room = (bytes: number) => () => archives.files.require(bytes, 'x');
    expect(room(2 ** 30)).not.toThrow();
    expect(room(2 ** 30 + 1)).toThrow('there may be 1073741824 bytes');
    await archives.read(LAYERS[1]!, async () => {
      // Also of the one that is being read.
      expect(room(2 ** 30 + 5 * 200)).not.toThrow();
      expect(room(2 ** 30 + 5 * 200 + 1)).toThrow('unpacks to too much');
    });
  });
});

describe('members of all layers', () => {
  it('are two million at most', async () => {
    const { archives } = fixture(...LAYERS);
    const left = () => archives.read(LAYERS[1]!, async ({ maximum }) => maximum);
    expect((await left()).result).toBe(2_000_000);
    archives.count(1_999_000, 0);
    archives.count(1000, 0);
    expect((await left()).result).toBe(0);
    expect(() => archives.count(1, 0)).toThrow(
      expect.objectContaining({
        code: 'IMAGE_DAMAGED',
        message: 'image: more than 2000000 members',
      }),
    );
  });

  it('have 256 MiB of names at most', async () => {
    const { archives } = fixture(...LAYERS);
    const left = () => archives.read(LAYERS[1]!, async ({ maximumNames }) => maximumNames);
    expect((await left()).result).toBe(2 ** 28);
    archives.count(0, 2 ** 28 - 7);
    expect((await left()).result).toBe(7);
    archives.count(0, 7);
    expect(() => archives.count(0, 1)).toThrow(expect.objectContaining({ code: 'ARCHIVE_SIZE' }));
  });
});
