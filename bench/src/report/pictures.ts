import * as Plot from '@observablehq/plot';
import { parseHTML } from 'linkedom';
import type { ContenderResult, WorkloadResult } from './result.ts';

/** File names and SVG texts. */
export type Pictures = ReadonlyMap<string, string>;

const WIDTH = 900;

/** Every picture that the measured workloads allow. */
export function drawPictures(workloads: readonly WorkloadResult[]): Pictures {
  const pictures = new Map<string, string>();
  const staged = workloads.filter(({ stages }) => stages.length > 0);
  if (staged.length > 0) pictures.set('stages.svg', drawStages(staged));
  for (const { name, bars = [] } of workloads) {
    if (bars.length > 0) pictures.set(`${name}-stages.svg`, drawStages(bars));
  }
  for (const workload of workloads.filter(({ points }) => points.length > 1)) {
    pictures.set(
      `${workload.name}-time.svg`,
      drawGrowth(workload, 'time in s', (each) => each.seconds.median),
    );
    const memory = (each: ContenderResult) => each.peakBytes / 1e6;
    pictures.set(`${workload.name}-memory.svg`, drawGrowth(workload, 'memory in MB', memory));
  }
  return pictures;
}

/** A panel for each workload or situation, a bar for each of its stages. */
function drawStages(panels: readonly Pick<WorkloadResult, 'name' | 'stages'>[]): string {
  const rows = panels.flatMap(({ name, stages }) =>
    stages.map((stage) => ({ panel: name, stage: stage.name, time: stage.milliseconds })),
  );
  const stages = [...new Set(rows.map(({ stage }) => stage))];
  return svg({
    height: 60 + 15 * stages.length * panels.length,
    ...{ marginLeft: 160, marginRight: 90 },
    x: { label: 'ms', grid: true },
    y: { label: null, domain: stages },
    fy: { label: null, domain: panels.map(({ name }) => name) },
    marks: [
      Plot.barX(rows, { x: 'time', y: 'stage', fy: 'panel', fill: 'steelblue' }),
      Plot.ruleX([0]),
    ],
  });
}

function drawGrowth(
  { points, contenders }: WorkloadResult,
  label: string,
  value: (each: ContenderResult) => number,
): string {
  const rows = points.map(({ contender, files }) => ({
    files,
    value: value(contenders.find(({ name }) => name === contender)!),
  }));
  return svg({
    height: 320,
    marginLeft: 60,
    x: { label: 'files', grid: true },
    y: { label, grid: true, domain: [0, Math.max(...rows.map((row) => row.value)) * 1.05] },
    marks: [
      Plot.line(rows, { x: 'files', y: 'value' }),
      Plot.dot(rows, { x: 'files', y: 'value', fill: 'currentColor' }),
    ],
  });
}

/** A file of its own, not a part of a page. */
function svg(options: Plot.PlotOptions): string {
  const { document } = parseHTML('<!doctype html><html><body></body></html>');
  const made = Plot.plot({ ...options, width: WIDTH, document, style: { background: 'white' } });
  made.setAttribute('xmlns', 'http://www.w3.org/2000/svg');
  return `${made.outerHTML}\n`;
}
