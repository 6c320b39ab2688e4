import { describe, expect, it } from 'vitest';
import { requireMethods } from '../../src/plugin/required-methods.ts';

const f = () => {};
const refused = (problem: string) =>
  expect.objectContaining({
    code: 'PLUGIN_IMPORT',
    message: `the plugin p cannot be used: ${problem}`,
    hint: expect.stringContaining('report it to its authors'),
  });

describe('requireMethods', () => {
  it('gives back what has them, inherited ones too', () => {
    const backend = { freshness: f, open: f };
    const writer = Object.create({ outputs: f, inputs: f, write: f }) as object;
    expect(requireMethods('p', 'backend', backend)).toBe(backend);
    expect(requireMethods('p', 'writer', writer)).toBe(writer);
  });

  it.each([undefined, null, 'text', f])('refuses what is no object: %s', (object) => {
    expect(() => requireMethods('p', 'backend', object)).toThrow(
      refused("it exports no 'backend'"),
    );
    expect(() => requireMethods('p', 'writer', object)).toThrow(refused("it exports no 'writer'"));
  });

  it('says what is missing, all of it', () => {
    expect(() => requireMethods('p', 'backend', { freshness: f })).toThrow(
      refused('its backend has no open()'),
    );
    expect(() => requireMethods('p', 'writer', { outputs: f, write: 'x' })).toThrow(
      refused('its writer has no inputs() and no write()'),
    );
    expect(() => requireMethods('p', 'writer', {})).toThrow(
      refused('its writer has no outputs() and no inputs() and no write()'),
    );
  });
});
