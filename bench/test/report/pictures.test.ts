import { expect, it } from 'vitest';
import { drawPictures } from '../../src/report/pictures.ts';
import type { ContenderResult, WorkloadResult } from '../../src/report/result.ts';

const all = (value: number) => ({ median: value, minimum: value, maximum: value, count: 7 });
const contender = (name: string, value: number): ContenderResult => ({
  ...{ name, seconds: all(value), cpuSeconds: all(value), ratio: all(1) },
  peakBytes: value * 1e7,
});
const workload = (change: Partial<WorkloadResult>): WorkloadResult => ({
  ...{ name: 'work', title: 'some work', input: '', compared: [], verdicts: [] },
  ...{ contenders: [contender('few', 1), contender('many', 2)], stages: [], points: [] },
  ...change,
});

it('stages become bars with their names, in a file that stands alone', () => {
  const stages = [{ name: 'list files', milliseconds: 20 }];
  const pictures = drawPictures([workload({ stages })]);
  expect([...pictures.keys()]).toEqual(['stages.svg']);
  const text = pictures.get('stages.svg')!;
  expect(text).toMatch(/^<svg [^>]*xmlns="http:\/\/www\.w3\.org\/2000\/svg"/);
  expect(text).toContain('>list files</text>');
  expect(text).toContain('>work</text>');
});

it('situations become panels beside one another', () => {
  const stages = (time: number) => [
    { name: 'start', milliseconds: time },
    { name: 'end', milliseconds: 11 },
  ];
  const bars = [
    { name: 'slow', stages: stages(100) },
    { name: 'quick', stages: stages(20) },
  ];
  const pictures = drawPictures([workload({ bars })]);
  expect([...pictures.keys()]).toEqual(['work-stages.svg']);
  const text = pictures.get('work-stages.svg')!;
  expect(text.match(/<rect /g)).toHaveLength(4);
  for (const word of ['slow', 'quick', 'start', 'end']) expect(text).toContain(`>${word}</text>`);
});

it('growth becomes a line for time and one for memory', () => {
  const points = [
    { contender: 'few', files: 1000 },
    { contender: 'many', files: 2000 },
  ];
  const pictures = drawPictures([workload({ points })]);
  expect([...pictures.keys()]).toEqual(['work-time.svg', 'work-memory.svg']);
  for (const text of pictures.values()) expect(text.match(/<circle/g)).toHaveLength(2);
});

it('without either there is none', () => {
  expect(drawPictures([workload({})]).size).toBe(0);
});
