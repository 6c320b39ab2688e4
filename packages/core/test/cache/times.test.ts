import { linkSync, lutimesSync, mkdirSync, symlinkSync, utimesSync } from 'node:fs';
import { scratchDirectory } from '@supermin/test-support/scratch';
import { expect, it } from 'vitest';
import {
  brokenOrder,
  fileTimes,
  hostTimes,
  outputTimes,
  sourceTimes,
} from '../../src/cache/times.ts';
import { localHost } from '../../src/host/local-host.ts';

function scene(): string {
  const top = scratchDirectory({ file: 'x' });
  mkdirSync(`${top}/directory`);
  symlinkSync('file', `${top}/link`);
  symlinkSync('nowhere', `${top}/dangling`);
  for (const name of ['file', 'directory']) utimesSync(`${top}/${name}`, 10, 10.25);
  for (const name of ['link', 'dangling']) lutimesSync(`${top}/${name}`, 20, 20.5);
  return top;
}

const names = ['file', 'directory', 'link', 'dangling', 'absent'];

it('sources: links are followed, what is not there does not count', () => {
  const top = scene();
  const paths = names.map((name) => `${top}/${name}`);
  expect(sourceTimes(paths).map(({ time }) => time)).toEqual([10.25, 10.25, 10.25]);
  expect(fileTimes(paths).map(({ path }) => path)).toEqual([`${top}/file`, `${top}/link`]);
});

it('hostfiles: of the link itself, inside of the root', () => {
  const host = localHost(scene());
  const times = hostTimes(host, ['/file', '/link', '/absent']).map(({ time }) => time);
  expect(times).toEqual([10.25, 20.5]);
});

it('outputs: of the link itself, be there a kernel or not; a file that is shared with other outputs does not count', () => {
  const top = scene();
  const paths = ['file', 'link', 'dangling'].map((name) => `${top}/${name}`);
  expect(outputTimes(paths).map(({ time }) => time)).toEqual([10.25, 20.5, 20.5]);
  linkSync(`${top}/file`, `${top}/second`);
  expect(outputTimes(paths).map(({ time }) => time)).toEqual([20.5, 20.5]);
});

it('all that is made has to be younger than all that it is made from', () => {
  const made = [
    { path: '/o/root', time: 5 },
    { path: '/o', time: 4.5 },
  ];
  const from = (time: number) =>
    brokenOrder(made, [
      { path: '/a', time: 1 },
      { path: '/b', time },
    ]);
  expect(from(4.25)).toBeUndefined();
  for (const time of [4.5, 4.75, 6]) expect(from(time)).toBe('/b is not older than /o');
});
