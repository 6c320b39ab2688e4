import { scratchDirectory } from '@supermin/test-support/scratch';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { OptionValues } from '../../src/arguments/option-values.ts';
import { mirrorsFor } from '../../src/repository/mirrors.ts';

const NONE = new OptionValues(new Map());

beforeEach(() => {
  const text =
    '{ "mirrors": { "debian": "http://config.example/debian", "x-y": ["http://a.example", "http://b.example"] } }';
  vi.stubEnv('XDG_CONFIG_HOME', scratchDirectory({ 'supermin/config.json': text }));
});
afterEach(() => void vi.unstubAllEnvs());

describe('mirrorsFor', () => {
  it('takes the configuration file, the variable before it, and the option before both', () => {
    expect(mirrorsFor(['debian:bookworm'], NONE)).toEqual(['http://config.example/debian']);
    vi.stubEnv('SUPERMIN_MIRROR_DEBIAN', 'http://env.example  http://second.example');
    expect(mirrorsFor(['debian:bookworm'], NONE)).toEqual([
      ...['http://env.example', 'http://second.example'],
    ]);
    const given = new OptionValues(new Map([['mirror', ['http://option.example']]]));
    expect(mirrorsFor(['debian:bookworm'], given)).toEqual(['http://option.example']);
    expect(mirrorsFor([], given)).toEqual(['http://option.example']);
  });

  it('knows several, and none for files', () => {
    expect(mirrorsFor(['x-y:1', 'debian:sid'], NONE)).toEqual([
      ...['http://a.example', 'http://b.example', 'http://config.example/debian'],
    ]);
    expect(mirrorsFor(['/etc/apt/my.sources', 'host', 'other:1'], NONE)).toEqual([]);
  });
});
