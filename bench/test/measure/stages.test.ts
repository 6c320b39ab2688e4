import { expect, it } from 'vitest';
import { leaves, parseStages } from '../../src/measure/stages.ts';

const TEXT = `supermin: warning: something
supermin:     30 ms  list files
supermin:      7 ms  plan image
supermin:     20 ms  write image
supermin:      2 ms  initrd
supermin:      1 ms  kernel
supermin:     35 ms  write ext2
`;

it('stages are added up to the whole, each once', () => {
  expect(leaves(parseStages(TEXT), 100)).toEqual([
    { name: 'start and end of node', milliseconds: 35 },
    { name: 'list files', milliseconds: 30 },
    { name: 'plan image', milliseconds: 7 },
    { name: 'write image', milliseconds: 20 },
    { name: 'initrd', milliseconds: 2 },
    { name: 'kernel', milliseconds: 1 },
    { name: 'rest of write ext2', milliseconds: 5 },
  ]);
});

it("a writer's stage may have the name of the whole", () => {
  const text = 'supermin: 1 ms  plan chroot\nsupermin: 9 ms  write chroot\n';
  expect(leaves(parseStages(`${text}supermin: 12 ms  write chroot\n`), 15)).toEqual([
    { name: 'start and end of node', milliseconds: 3 },
    { name: 'plan chroot', milliseconds: 1 },
    { name: 'write chroot', milliseconds: 9 },
    { name: 'rest of write chroot', milliseconds: 2 },
  ]);
});

it('the last stage is the whole only of a build', () => {
  const text = 'supermin: 10 ms  start of the VM to init\nsupermin: 5 ms  command\n';
  expect(leaves(parseStages(text), 20).map(({ name }) => name)).toEqual([
    'start and end of node',
    'start of the VM to init',
    'command',
  ]);
});

it('a command without stages is one', () => {
  expect(leaves([], 15)).toEqual([{ name: 'all', milliseconds: 15 }]);
});
