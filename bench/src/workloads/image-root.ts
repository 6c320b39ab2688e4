import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { UnequalError } from '../compare/unequal-error.ts';
import { type HostImage, makeHostImage } from '../fixtures/image-of-host.ts';
import { say } from '../progress.ts';
import type { Scratch } from '../scratch.ts';
import { emptyNode } from './floors.ts';
import { environment } from './host-builds.ts';
import { OURS } from './names.ts';
import { atMost, memory, milliseconds } from './targets.ts';
import type { Contender, Workload } from './workload.ts';

const FIRST = 'the image is unpacked first';
const TAR = 'tar -t of the layers';

/** A container image as a root, for the smallest thing that is done with one. */
export const imageRoot: Workload = {
  name: 'image-root',
  title: 'prepare --root oci:DIR: an image of 1 GB',
  prepare: async (scratch) => {
    say('writing an image of 1 GB');
    const image = await makeHostImage(scratch.directory, { bytes: 1e9, layers: 4 });
    const later = prepareFrom(scratch, image, 'later');
    const first = { ...prepareFrom(scratch, image, 'first'), name: FIRST };
    const cache = first.env.XDG_CACHE_HOME!;
    return {
      contenders: [
        later,
        { ...first, output: join(cache, 'supermin/layers-1') },
        { name: TAR, argv: ['sh', '-c', LIST, 'sh', ...image.layers] },
        emptyNode(),
      ],
      targets: [milliseconds(200), atMost(2, FIRST, TAR), memory(200), memory(250, FIRST)],
      input: `${image.layers.length} layers with ${image.members} members, ${Math.round(image.bytes / 1e6)} MB`,
      stages: later,
      compare: async () => {
        const [one, other] = ['later', 'first'].map((name) =>
          readFileSync(join(scratch.path(`${name}.d`), 'packages'), 'utf8'),
        );
        if (one !== other) throw new UnequalError(OURS, FIRST, [one!, other!]);
        return ['the packages of both appliances'];
      },
    };
  },
};

const LIST = 'for layer; do tar -tf "$layer" >/dev/null || exit; done';

function prepareFrom(scratch: Scratch, { layout }: HostImage, name: string) {
  const output = scratch.path(`${name}.d`);
  const how = ['--use-installed', '--root', `oci:${layout}`];
  return {
    name: OURS,
    argv: [scratch.command, 'prepare', ...how, 'bash', '-o', output],
    env: { ...environment(scratch), XDG_CACHE_HOME: scratch.path(`cache-${name}`) },
  } satisfies Contender;
}
