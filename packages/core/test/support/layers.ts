import { archive, type Member } from '@supermin/test-support/archive';
import { readTar } from '../../src/archive/read-tar.ts';
import { Allowance } from '../../src/layers/allowance.ts';
import type { Layer, LayerSource } from '../../src/layers/layer.ts';
import { LayerStore } from '../../src/layers/layer-store.ts';

export const LIMIT = 1 << 24;

export function sourceOf(members: readonly Member[], notes = {}): LayerSource {
  async function* chunks(): AsyncGenerator<Buffer> {
    const bytes = archive(members);
    for (let at = 0; at < bytes.length; at += 700) yield bytes.subarray(at, at + 700);
  }
  return { members: readTar(chunks()), notes, name: 'a.tar' };
}

/** A digest that nobody checks. */
export function digestOf(digit: string): string {
  return digit.repeat(64);
}

export function addLayer(
  cache: string,
  digit: string,
  members: readonly Member[],
  notes = {},
): Promise<Layer> {
  const options = { report: () => {}, allowance: new Allowance(LIMIT) };
  return new LayerStore(cache).add(digestOf(digit), sourceOf(members, notes), options);
}
