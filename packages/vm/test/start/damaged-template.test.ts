import {
  chmodSync,
  chownSync,
  closeSync,
  openSync,
  readdirSync,
  readSync,
  rmSync,
  statSync,
  truncateSync,
  utimesSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import * as bootPackage from '@supermin/boot';
import { scratchDirectory } from '@supermin/test-support/scratch';
import { IS_ROOT } from '@supermin/test-support/users';
import { makeAppliance, type TestAppliance, whyNoVm } from '@supermin/test-support/vm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runScript, SAVED, USED } from './run-script.ts';

/** Changes every bit of one byte in the middle, and gives the file its times back. */
function flip(file: string): void {
  const { atime, mtime, size } = statSync(file);
  const at = Math.floor(size / 2);
  const fd = openSync(file, 'r+');
  const byte = Buffer.alloc(1);
  readSync(fd, byte, 0, 1, at);
  writeSync(fd, Buffer.from([byte[0]! ^ 0xff]), 0, 1, at);
  closeSync(fd);
  utimesSync(file, atime, mtime);
}

const halve = (file: string) => truncateSync(file, Math.floor(statSync(file).size / 2));
const giveAway = (file: string) => chownSync(file, 7, 7);

describe.runIf(whyNoVm() === undefined)('a saved VM that was changed', () => {
  const cacheDirectory = scratchDirectory();
  const temporaryDirectory = scratchDirectory();
  const store = join(cacheDirectory, 'templates');
  let appliance: TestAppliance;

  /** The answer of a VM, and how that was started. */
  const run = () => runScript('echo $((6 * 7))', { appliance, cacheDirectory, temporaryDirectory });

  const RIGHT = { status: 0, stdout: '42\n' };

  beforeAll(async () => {
    appliance = await makeAppliance(bootPackage);
    expect(await run()).toEqual({ ...RIGHT, said: [SAVED] });
    expect(await run()).toEqual({ ...RIGHT, said: [USED] });
  }, 240_000);

  afterAll(() => appliance?.remove());

  it.each<[string, (template: string) => void]>([
    ['its memory is cut off', (template) => halve(join(template, 'memory'))],
    ['its state is cut off', (template) => halve(join(template, 'state'))],
    ['what is known of it is cut off', (template) => halve(join(template, 'template.json'))],
    ['its state is empty', (template) => truncateSync(join(template, 'state'), 0)],
    ['its memory is missing', (template) => rmSync(join(template, 'memory'))],
    ['a byte of its memory is another', (template) => flip(join(template, 'memory'))],
    ['a byte of its state is another', (template) => flip(join(template, 'state'))],
    [
      'a byte of what is known of it is another',
      (template) => flip(join(template, 'template.json')),
    ],
    ['others may write to its directory', (template) => chmodSync(template, 0o777)],
    ...(IS_ROOT
      ? ([
          ['its memory is of somebody else', (template) => giveAway(join(template, 'memory'))],
          ['its state is of somebody else', (template) => giveAway(join(template, 'state'))],
          [
            'what is known of it is of somebody else',
            (template) => giveAway(join(template, 'template.json')),
          ],
          ['its directory is of somebody else', giveAway],
        ] as [string, (template: string) => void][])
      : []),
  ])('is not used, and saved anew: %s', async (_, change) => {
    const [name, ...others] = readdirSync(store);
    expect(others).toEqual([]);
    change(join(store, name!));
    expect(await run()).toEqual({ ...RIGHT, said: [SAVED] });
    expect(readdirSync(store)).toEqual([name]);
    expect(readdirSync(join(store, name!)).sort()).toEqual(['memory', 'state', 'template.json']);
    expect(readdirSync(temporaryDirectory)).toEqual([]);
  });

  it('is used where it was not', async () => {
    expect(await run()).toEqual({ ...RIGHT, said: [USED] });
  });
});
