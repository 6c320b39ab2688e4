import { join } from 'node:path';
import { fsck, listImage } from '@supermin/test-support/images';
import { UnequalError } from '../compare/unequal-error.ts';
import { COUNTS, generatedInput, generatedRoot } from './generated.ts';
import { ourBuild } from './host-builds.ts';
import { growsInALine } from './targets.ts';
import type { Point, Workload } from './workload.ts';

export const growth: Workload = {
  name: 'growth',
  title: 'ext2: from 1,000 to 100,000 files',
  prepare: async (scratch) => {
    const root = generatedRoot(scratch);
    const builds = COUNTS.map((count) => ({
      ...ourBuild(scratch, 'ext2', [generatedInput(scratch, count), '--root', root], `${count}`),
      name: nameOf(count),
    }));
    const points: Point[] = COUNTS.map((count) => ({ contender: nameOf(count), files: count }));
    return {
      contenders: builds,
      targets: [growsInALine(points, 'seconds'), growsInALine(points, 'peakBytes')],
      input: 'files of 20 KB on average',
      points,
      compare: async () => {
        for (const [index, { output = '' }] of builds.entries()) {
          const image = join(output, 'root');
          await fsck(image);
          if (index === builds.length - 1) continue; // that one is compared in `big`
          const files = [...(await listImage(image))].filter(([path]) => path.includes('/file-'));
          if (files.length !== COUNTS[index]) {
            throw new UnequalError(image, String(COUNTS[index]), [`${files.length} files`]);
          }
        }
        return ['e2fsck -fn is content with all images, and each has as many files as it says'];
      },
    };
  },
};

function nameOf(count: number): string {
  return `${count} files`;
}
