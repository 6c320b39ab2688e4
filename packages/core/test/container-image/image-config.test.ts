import { describe, expect, it } from 'vitest';
import {
  parseImageConfig,
  parseJson,
  parseObject,
} from '../../src/container-image/image-config.ts';

const IMAGE = 'oci:image';
const DIGEST = `sha256:${'a'.repeat(64)}`;
/** What each text, and each variable or word of a command, counts beside its bytes. */
const NUL_AND_POINTER = 1 + 8;
const MOST_ARGUMENTS = 2 * 1024 * 1024;

const parse = (value: unknown) => parseImageConfig(Buffer.from(JSON.stringify(value)), IMAGE);
const withLayers = (diffIds: unknown) => () => parse({ rootfs: { diff_ids: diffIds } });
const withConfig = (config: object) => () => parse({ rootfs: { diff_ids: [] }, config });

const damaged = (what: string) =>
  expect.objectContaining({
    code: 'IMAGE_DAMAGED',
    message: `${IMAGE}: ${what}`,
    hint: expect.stringContaining('fetch it again') as string,
  }) as Error;

const tooLong = (what: string) =>
  expect.objectContaining({
    code: 'IMAGE_UNSUPPORTED',
    message: `${IMAGE}: ${what}`,
    hint: 'Linux takes no more; report it to those who made the image',
  }) as Error;

describe('what a configuration says', () => {
  it('is taken as it is', () => {
    const config = {
      Env: ['PATH=/bin', 'EMPTY='],
      Entrypoint: ['/init'],
      Cmd: ['a', ''],
      User: 'www:33',
      WorkingDir: '/srv',
    };
    const platform = { architecture: 'arm', os: 'plan9', variant: 'v7' };
    expect(parse({ ...platform, rootfs: { diff_ids: [DIGEST] }, config })).toEqual({
      ...platform,
      diffIds: [DIGEST],
      env: ['PATH=/bin', 'EMPTY='],
      entrypoint: ['/init'],
      command: ['a', ''],
      user: 'www:33',
      workingDirectory: '/srv',
    });
  });

  const nothing = { env: [], entrypoint: [], command: [], user: '', workingDirectory: '' };
  const unsaid = { architecture: '', os: 'linux', variant: '', diffIds: [], ...nothing };

  it.each([
    ['left out', {}],
    ['null', { architecture: null, os: null, variant: null, config: null }],
    ['null in its config', { config: { Env: null, Entrypoint: null, Cmd: null, User: null } }],
  ])('is empty, and for Linux, where it is %s', (_, rest) => {
    expect(parse({ rootfs: { diff_ids: [] }, ...rest })).toEqual(unsaid);
  });

  it('has no variables without a name or a value', () => {
    expect(withConfig({ Env: ['=x', 'NAME', '', 'A=1', 'B=2=3'] })().env).toEqual(['A=1', 'B=2=3']);
  });
});

describe('layers of a configuration', () => {
  it.each([{}, { rootfs: null }, { rootfs: {} }, { rootfs: { diff_ids: null } }])(
    'are listed in any container image: %j',
    (value) => {
      expect(() => parse(value)).toThrow(
        damaged('its configuration has no list of layers: no container image'),
      );
    },
  );

  it.each([
    ['of another kind', `sha512:${'a'.repeat(64)}`],
    ['too short', DIGEST.slice(0, -1)],
    ['too long', `${DIGEST}a`],
    ['in capitals', `sha256:${'A'.repeat(64)}`],
    ['behind something', `x${DIGEST}`],
    ['null', null],
  ])('have SHA-256 digests: not one %s', (_, digest) => {
    expect(withLayers([DIGEST, digest])).toThrow(
      damaged('a layer of its configuration has no SHA-256 digest'),
    );
  });

  it('are at most 1000', () => {
    const layers = Array.from({ length: 1000 }, () => DIGEST);
    expect(withLayers(layers)().diffIds).toHaveLength(1000);
    expect(withLayers([...layers, DIGEST])).toThrow(damaged('more than 1000 layers'));
  });
});

describe('texts of a configuration', () => {
  it.each(['architecture', 'os', 'variant'])('%s is a text', (name) => {
    const rest = { rootfs: { diff_ids: [] } };
    for (const value of [1, [], {}, false, 'a\0b']) {
      expect(() => parse({ ...rest, [name]: value })).toThrow(
        damaged(`${name} of its configuration is not a text`),
      );
    }
  });

  it.each(['User', 'WorkingDir'])('%s is a text', (name) => {
    for (const value of [0, ['root'], 'a\0b']) {
      expect(withConfig({ [name]: value })).toThrow(
        damaged(`${name} of its configuration is not a text`),
      );
    }
  });

  it.each(['Env', 'Entrypoint', 'Cmd'])('%s is a list of texts', (name) => {
    for (const value of ['text', {}, 0]) {
      expect(withConfig({ [name]: value })).toThrow(
        damaged(`${name} of its configuration is not a list`),
      );
    }
    for (const value of [1, ['a'], 'A=\0']) {
      expect(withConfig({ [name]: ['A=1', value] })).toThrow(
        damaged(`${name} of its configuration is not a text`),
      );
    }
  });

  it('are as long as a path may be, in bytes', () => {
    expect(withConfig({ WorkingDir: 'x'.repeat(4095) })().workingDirectory).toHaveLength(4095);
    const what = 'WorkingDir of its configuration has more than 4095 bytes';
    expect(withConfig({ WorkingDir: 'x'.repeat(4096) })).toThrow(tooLong(what));
    expect(withConfig({ WorkingDir: 'ä'.repeat(2048) })).toThrow(tooLong(what));
  });

  it('of environment and command have as many bytes together as Linux takes', () => {
    const entrypoint = ['/init'];
    const env = ['A=1'];
    const before = '/init'.length + 'A=1'.length + 2 * NUL_AND_POINTER;
    const fits = 'x'.repeat(MOST_ARGUMENTS - before - NUL_AND_POINTER);
    const config = (word: string) => withConfig({ Env: env, Entrypoint: entrypoint, Cmd: [word] });
    expect(config(fits)().command).toEqual([fits]);
    expect(config(`${fits}x`)).toThrow(
      tooLong('Env, Entrypoint and Cmd of its configuration have more than 2097152 bytes'),
    );
  });
});

describe('JSON of an image', () => {
  it.each(['null', '[]', '"text"', '1'])('is no object: %s', (json) => {
    expect(() => parseObject(Buffer.from(json), 'the index', IMAGE)).toThrow(
      damaged('the index is not an object of JSON'),
    );
  });

  it('is none', () => {
    expect(() => parseJson(Buffer.from('{'), 'the index', IMAGE)).toThrow(
      damaged('the index is not JSON'),
    );
  });
});
