import { expect, it } from 'vitest';
import { parseCommandLine } from '../../../src/arguments/parse.ts';
import { jobOf } from '../../../src/fast-start/code-cache/job.ts';

it.each([
  ['build -f ext2 in -o out', 'build-ext2'],
  ['--build --format=chroot in -o out', 'build-chroot'],
  ['build -f ../../x in -o out', 'build'],
  ['build -f @supermin/writer-ext2 in -o out', 'build'],
  ['build in -o out', 'build'],
  ['build --help', 'help'],
  ['run -- true', 'run'],
  ['prepare --root oci:d bash -o out', 'prepare-image'],
  ['prepare --root /root bash -o out', 'prepare'],
  ['build -f ext2 --from debian:trixie in -o out', 'build-ext2-from'],
  ['plugins', 'plugins'],
  ['--help', 'help'],
])('%s: %s', (line, job) => {
  expect(jobOf(parseCommandLine(line.split(' ')))).toBe(job);
});
