import { expect, it } from 'vitest';
import { markdown } from '../../src/report/markdown.ts';
import type { BenchResult, ContenderResult } from '../../src/report/result.ts';
import { faster, memory } from '../../src/workloads/targets.ts';

const all = (value: number) => ({
  median: value,
  minimum: value / 2,
  maximum: value * 2,
  count: 7,
});
const contender = (name: string, seconds: number, ratio: number): ContenderResult => ({
  name,
  seconds: all(seconds),
  cpuSeconds: all(seconds),
  peakBytes: 80e6,
  ratio: all(ratio),
});
const RESULT: BenchResult = {
  date: '2026-01-02',
  machine: 'a machine',
  runs: 7,
  workloads: [
    {
      name: 'small',
      title: 'ext2: something',
      input: '3 files, 1 MB',
      compared: ['supermin 6 = supermin 5: 3 paths'],
      contenders: [
        { ...contender('supermin 6', 0.05, 1), systemCalls: 42 },
        { ...contender('supermin 5', 0.5, 0.1), coldSeconds: all(2), coldRatio: all(0.2) },
      ],
      verdicts: [
        { ...faster(5, 'supermin 5'), measured: all(0.1), met: true },
        { ...memory(70), measured: all(80e6), met: false },
      ],
      stages: [],
      points: [],
    },
  ],
};

it('has the targets, then every workload with its figures', () => {
  const lines = markdown(RESULT, ['stages.svg']).split('\n');
  expect(lines).toContain(
    '| small | ≥ 5 times faster than supermin 5 | 0.20 | 0.10 (0.05–0.20) | met |',
  );
  expect(lines).toContain('| small | ≤ 70 MB of memory | 70 MB | 80 MB | **not met** |');
  expect(lines).toContain('![stages.svg](stages.svg)');
  expect(lines).toContain('- supermin 6 = supermin 5: 3 paths');
  expect(lines.filter((line) => line.startsWith('| supermin'))).toEqual([
    '| supermin 6 | 50.0 ms (25.0–100.0) | 1.00 (0.50–2.00) | 50.0 ms (25.0–100.0) | 80 MB | 42 | – | – |',
    '| supermin 5 | 0.50 s (0.25–1.00) | 0.10 (0.05–0.20) | 0.50 s (0.25–1.00) | 80 MB | – | 2.00 s (1.00–4.00) | 0.20 (0.10–0.40) |',
  ]);
});
