import { describe, expect, it } from 'vitest';
import { parseOptions } from '../src/options.ts';

it('has the defaults of the manifest', () => {
  expect(parseOptions({})).toEqual({
    ...{ kind: 'container', compression: 'gzip', krun: false, add: [], disk: {} },
    reference: { whole: 'appliance:latest', name: 'appliance', tag: 'latest' },
    entrypoint: undefined,
  });
});

describe('a reference', () => {
  it.each([
    ['app', 'app', 'latest'],
    ['app:1.0', 'app', '1.0'],
    ['localhost:5000/app', 'localhost:5000/app', 'latest'],
    ['registry.example/team/my_app-x:v1', 'registry.example/team/my_app-x', 'v1'],
    ['Registry.example:5000/a/b:T_1', 'Registry.example:5000/a/b', 'T_1'],
  ])('%s', (text, name, tag) => {
    expect(parseOptions({ reference: text }).reference).toEqual({
      ...{ name, tag, whole: `${name}:${tag}` },
    });
  });

  it.each([
    '',
    'App',
    'app:',
    ':tag',
    'app:-x',
    '../app',
    'a//b',
    'app\nimage: other',
    'app:1 "',
    `app:${'x'.repeat(129)}`,
    'x'.repeat(256),
    `app@sha256:${'0'.repeat(64)}`,
  ])('is refused: %j', (reference) => {
    expect(() => parseOptions({ reference })).toThrow(
      expect.objectContaining({ code: 'OCI_REFERENCE' }),
    );
  });
});

it.each([
  ['/bin/date', ['/bin/date']],
  ['["/bin/sh", "-c", "date"]', ['/bin/sh', '-c', 'date']],
])('an entry point: %s', (entrypoint, expected) => {
  expect(parseOptions({ program: entrypoint }).entrypoint).toEqual(expected);
});

it.each(['', 'date', '[]', '[1]', '{}', '["x"', '[""]', '["/x", "a\\u0000"]', '/a\0b'])(
  'is none: %j',
  (entrypoint) => {
    expect(() => parseOptions({ program: entrypoint })).toThrow(
      expect.objectContaining({ code: 'OCI_PROGRAM' }),
    );
  },
);

it.each([
  [{ kind: 'container', size: '1G' }, "the option 'size' is for --kind disk"],
  [{ modules: 'none' }, "the option 'modules' is for --kind disk"],
  [{ kind: 'disk', program: '/x' }, "the option 'program' is for --kind container"],
  [{ kind: 'disk', krun: true }, "the option 'krun' is for --kind container"],
])('%j', (options, message) => {
  expect(() => parseOptions(options)).toThrow(message);
});

it('what belongs to the ext2 writer is handed on as it is', () => {
  const options = { kind: 'disk', size: '+1G', modules: 'none', krun: false, add: ['/x'] };
  expect(parseOptions(options)).toMatchObject({
    ...{ disk: { size: '+1G', modules: 'none' }, add: ['/x'] },
  });
});

it('hands the options of a disk on, and no others', () => {
  const { disk } = parseOptions({ kind: 'disk', size: '1G', modules: 'none', compress: 'none' });
  expect(disk).toEqual({ size: '1G', modules: 'none' });
});
