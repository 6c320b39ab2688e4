import { expect, it } from 'vitest';
import { OPTIONS } from '../../src/arguments/options.ts';
import { parseSupermin5 } from '../../src/arguments/supermin5.ts';

const parsed = (line: string) => parseSupermin5(line.split(' '), OPTIONS);

it.each([
  ['--build -f=chroot -o=out d', 'chroot', 'out'],
  ['--build -f chroot -o -out d', 'chroot', '-out'],
  ['--build --format=chroot -o out -o second d', 'chroot', 'second'],
])("takes what supermin 5's parser takes: %s", (line, format, output) => {
  const { command, names, options } = parsed(line);
  expect({ command, names, format: options.get('format'), output: options.get('output') }).toEqual({
    ...{ command: 'build', names: ['d'], format, output },
  });
});

it.each([
  ['--list-drivers --build', 'drivers'],
  ['--prepare', 'prepare'],
  ['--prepare --build', undefined],
  ['--names', undefined],
])('%s: %s', (line, command) => {
  expect(parsed(line).command).toBe(command);
});
