import { chmodSync, mkdirSync, symlinkSync } from 'node:fs';
import { scratchDirectory } from '@supermin/test-support/scratch';
import { asOrdinaryUser } from '@supermin/test-support/users';
import { describe, expect, it } from 'vitest';
import { configPath, readConfig } from '../../src/plugins/config-file.ts';

function read(text: string, mode = 0o644) {
  const top = scratchDirectory({ 'config.json': text });
  const path = `${top}/config.json`;
  chmodSync(path, mode);
  const warnings: string[] = [];
  const config = () => readConfig(path, (why) => warnings.push(why));
  return { path, config, warnings };
}

describe('where it is', () => {
  it.each([
    [{ XDG_CONFIG_HOME: '/x', HOME: '/h' }, '/x/supermin/config.json'],
    [{ XDG_CONFIG_HOME: 'relative', HOME: '/h' }, '/h/.config/supermin/config.json'],
    [{ XDG_CONFIG_HOME: '', HOME: '/é' }, '/Ã©/.config/supermin/config.json'],
    [{}, undefined],
  ])('%j', (environment, path) => expect(configPath(environment)).toBe(path));
});

describe('what it holds', () => {
  it('names and paths, as bytes', () => {
    const { config } = read('{ "plugins": ["a", "./é"] }');
    expect(config()).toEqual({ plugins: ['a', './Ã©'] });
    expect(read('{}').config()).toEqual({ plugins: [] });
    const { config: mirrored } = read('{ "mirrors": { "debian": "http://a.example" } }');
    expect(mirrored()).toEqual({ plugins: [], mirrors: { debian: ['http://a.example'] } });
    for (const mirrors of ['[]', '1', '{ "debian": 5 }', '{ "debian": "no address" }']) {
      expect(read(`{ "mirrors": ${mirrors} }`).config).toThrow('mirrors');
    }
  });

  it('nothing, if it is not there', () => {
    const top = scratchDirectory({ file: '' });
    const never = () => expect.unreachable();
    for (const path of [undefined, `${top}/no/config.json`, `${top}/file/config.json`]) {
      expect(readConfig(path, never)).toEqual({ plugins: [] });
    }
  });

  it('nothing, with a word about it, if others may write to it', () => {
    const { config, warnings } = read('{ "plugins": ["a"] }', 0o666);
    expect(config()).toEqual({ plugins: [] });
    expect(warnings).toEqual([expect.stringContaining('may be written to by others')]);
  });

  it("nothing, where HOME is another user's", async () => {
    const top = scratchDirectory({ 'home/config.json': '{ "plugins": ["a"] }' });
    chmodSync(`${top}/home`, 0o000);
    const never = () => expect.unreachable();
    const path = `${top}/home/config.json`;
    await asOrdinaryUser(() => expect(readConfig(path, never)).toEqual({ plugins: [] }));
  });

  it('a link to a file that only this user may write to is as good', () => {
    const { path } = read('{ "plugins": ["a"] }');
    symlinkSync(path, `${path}.link`);
    expect(readConfig(`${path}.link`, () => {})).toEqual({ plugins: ['a'] });
  });

  it.each([
    ['', 'is not JSON'],
    ['[]', 'does not hold an object'],
    ['null', 'does not hold an object'],
    ['{ "plugins": "a" }', 'plugins is not a list'],
    ['{ "plugins": ["a", ""] }', 'plugins[1] is not the name of a package or a path'],
    ['{ "plugins": [null] }', 'plugins[0] is not the name of a package or a path'],
  ])('%s: an error with file and field', (text, says) => {
    const { path, config } = read(text);
    const message = expect.stringContaining(`${path}: ${says}`);
    expect(config).toThrow(expect.objectContaining({ code: 'CONFIG', message }));
  });

  it.each([
    ['plugin', "did you mean 'plugins'?"],
    ['formats', 'it may have: plugins, mirrors'],
  ])('a field that it has not: %s', (field, hint) => {
    expect(read(`{ "${field}": [] }`).config).toThrow(expect.objectContaining({ hint }));
  });

  it('an error, if it cannot be read', () => {
    const top = scratchDirectory();
    symlinkSync('absent', `${top}/config.json`);
    expect(() => readConfig(`${top}/config.json`, () => {})).toThrow(
      'is a link that leads nowhere',
    );
    mkdirSync(`${top}/directory`, { mode: 0o755 });
    const warnings: string[] = [];
    readConfig(`${top}/directory`, (why) => warnings.push(why));
    expect(warnings.length).toBe(1);
  });
});
