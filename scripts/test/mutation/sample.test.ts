import { afterEach, expect, it, vi } from 'vitest';
// @ts-expect-error: Stryker's plugins have no types
import { strykerPlugins } from '../../mutation/sample.mjs';

afterEach(() => void vi.unstubAllEnvs());

const mutants = Array.from({ length: 200 }, (_, index) => ({
  ...{ id: String(index), mutatorName: 'EqualityOperator', replacement: 'a >= b' },
  location: { start: { line: index, column: 4 }, end: { line: index, column: 9 } },
}));

/** IDs of those that are drawn. */
async function draw(size: number, seed: number, all = mutants): Promise<string[]> {
  vi.stubEnv('MUTATION_SAMPLE', String(size));
  vi.stubEnv('MUTATION_SEED', String(seed));
  const checker = strykerPlugins[0]!.factory();
  const [ids, ...others] = await checker.group(all);
  expect([ids!.length, others]).toEqual([all.length, []]);
  const results: Record<string, { status: string }> = await checker.check(all);
  expect(Object.keys(results).length).toBe(all.length);
  return Object.keys(results).filter((id) => results[id]!.status === 'passed');
}

it('draws as many mutants as are asked for, the same ones for the same seed, in whatever order they come', async () => {
  const drawn = await draw(30, 1);
  expect(drawn.length).toBe(30);
  expect(await draw(30, 1, mutants.toReversed())).toEqual(drawn);
  expect(await draw(30, 2)).not.toEqual(drawn);
  expect((await draw(500, 1)).length).toBe(200);
});

it('draws each of them as often', async () => {
  const counts = new Map<string, number>();
  for (let seed = 0; seed < 100; seed++) {
    for (const id of await draw(100, seed)) counts.set(id, (counts.get(id) ?? 0) + 1);
  }
  expect(counts.size).toBe(200);
  // Six standard deviations from 50.
  for (const count of counts.values()) expect(Math.abs(count - 50)).toBeLessThan(30);
});
