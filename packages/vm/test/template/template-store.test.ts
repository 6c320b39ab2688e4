import {
  chmodSync,
  chownSync,
  closeSync,
  linkSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  utimesSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { scratchDirectory } from '@supermin/test-support/scratch';
import { beforeEach, describe, expect, it } from 'vitest';
import { fileIdentity } from '../../src/template/file-identity.ts';
import { encodeManifest, parseManifest } from '../../src/template/manifest.ts';
import type { TemplateKey } from '../../src/template/template-key.ts';
import { TemplateStore } from '../../src/template/template-store.ts';

const MIB = 2 ** 20;

let cache: string;
let store: TemplateStore;
let image: string;

beforeEach(() => {
  cache = scratchDirectory();
  store = new TemplateStore(cache);
  image = join(cache, 'image');
  writeFileSync(image, 'image');
});

function key(name: string): TemplateKey {
  return { name, inputs: [[image, fileIdentity(image)]] };
}

function publish(name: string): void {
  const place = store.makePlace();
  writeFileSync(join(place, 'memory'), 'memory', { mode: 0o600 });
  truncateSync(join(place, 'memory'), 64 * MIB);
  writeFileSync(join(place, 'state'), 'state', { mode: 0o600 });
  close(store.publish(key(name), place, 'version'));
  rmSync(place, { recursive: true, force: true });
}

function close(template: { memory: number; state: number } | undefined): void {
  if (template === undefined) return;
  closeSync(template.memory);
  closeSync(template.state);
}

function opens(name: string): boolean {
  const template = store.open(key(name));
  close(template);
  return template !== undefined;
}

const kept = () => readdirSync(join(cache, 'templates')).sort();
const file = (name: string) => join(cache, 'templates', 'one', name);

/** Changes one byte in place, and gives the file its time back. */
function flip(path: string, at: number): void {
  const { atime, mtime } = statSync(path);
  const fd = openSync(path, 'r+');
  writeSync(fd, Buffer.from('X'), 0, 1, at);
  closeSync(fd);
  utimesSync(path, atime, mtime);
}

describe('TemplateStore', () => {
  it('keeps a template, whose files stay what they were for who has opened it', () => {
    expect(store.open(key('one'))).toBeUndefined();
    publish('one');
    const template = store.open(key('one'))!;
    rmSync(file(''), { recursive: true });
    expect(template.qemu).toBe('version');
    expect(readFileSync(template.state, 'utf8')).toBe('state');
    expect(readFileSync(`/proc/self/fd/${template.memory}`).length).toBe(64 * MIB);
    close(template);
    expect(opens('one')).toBe(false);
  });

  it.each<[string, () => void]>([
    ['a byte of the memory, at its old time', () => flip(file('memory'), 5 * MIB)],
    ['the memory, cut off', () => truncateSync(file('memory'), MIB)],
    ['the memory, a copy', () => copy(file('memory'))],
    ['the memory, missing', () => rmSync(file('memory'))],
    ['the memory, with a second name', () => linkSync(file('memory'), join(cache, 'name'))],
    ['a byte of the state, at its old time', () => flip(file('state'), 2)],
    ['the state, cut off', () => truncateSync(file('state'), 2)],
    ['the state, that others may write to', () => chmodSync(file('state'), 0o620)],
    ['the state, a link', () => link(file('state'))],
    ['the manifest, cut off', () => truncateSync(file('template.json'), 20)],
    ['the manifest, another', () => writeFileSync(file('template.json'), '{"qemu":"x"}')],
    ['a byte of the manifest', () => flip(file('template.json'), 9)],
    ['its directory, for others to write to', () => chmodSync(file(''), 0o777)],
    ['its directory, a link', () => link(file(''))],
    ['the manifest, for others to write to', () => chmodSync(file('template.json'), 0o666)],
    ...(process.geteuid?.() === 0
      ? ([
          ['the memory, of another user', () => chownSync(file('memory'), 7, 7)],
          ['the state, of another user', () => chownSync(file('state'), 7, 7)],
          ['its directory, of another user', () => chownSync(file(''), 7, 7)],
        ] as [string, () => void][])
      : []),
  ])('does not believe a template that was changed, and removes it: %s', (_, change) => {
    publish('one');
    publish('two');
    change();
    expect(opens('one')).toBe(false);
    expect(kept()).toEqual(['two']);
    expect(opens('two')).toBe(true);
  });

  it('believes nothing in a directory that others may write to', () => {
    publish('one');
    chmodSync(join(cache, 'templates'), 0o777);
    expect(opens('one')).toBe(false);
    expect(() => store.makePlace()).toThrow(/may be written to by others/);
  });

  it('remembers which template is not to be tried again', () => {
    publish('one');
    store.refuse(key('one'), 'it is broken');
    expect(opens('one')).toBe(false);
    store.refuse(key('two'), 'a reason');
    expect([store.refusal(key('two')), store.refusal(key('three'))]).toEqual([
      'a reason',
      undefined,
    ]);
  });

  it('keeps the first of two that are made at once, and serves both', () => {
    publish('one');
    const { ino } = statSync(file('memory'));
    publish('one');
    expect(statSync(file('memory')).ino).toBe(ino);
    expect(kept()).toEqual(['one']);
  });

  it('removes what cannot be used any more: of an image that has changed, of another boot', () => {
    publish('one');
    publish('two');
    const manifest = join(cache, 'templates/two/template.json');
    const known = parseManifest(readFileSync(manifest, 'utf8'))!;
    writeFileSync(manifest, encodeManifest({ ...known, bootId: 'another' }));
    store.refuse(key('three'), 'a reason');
    publish('four');
    expect(kept()).toEqual(['four', 'one', 'three']);
    writeFileSync(image, 'rebuilt');
    publish('five');
    expect(kept()).toEqual(['five']);
  });

  it('keeps sixteen, those that were used last', () => {
    for (let number = 0; number < 16; number++) {
      const name = `n${number}`;
      publish(name);
      utimesSync(join(cache, 'templates', name), 1000 + number, 1000 + number);
    }
    expect(kept().length).toBe(16);
    expect(opens('n0')).toBe(true);
    publish('latest');
    expect(kept().length).toBe(16);
    expect(kept()).not.toContain('n1');
    expect(kept()).toContain('n0');
  });

  it('clears what a process left that was killed while it made one', () => {
    mkdirSync(join(cache, 'templates'), { mode: 0o700 });
    const place = store.makePlace();
    const dead = place.replace(/-\d+-(\d+)-([0-9a-f]+)$/, '-999999999-$1-$2');
    renameSync(place, dead);
    writeFileSync(join(dead, 'memory'), 'half');
    publish('one');
    expect(kept()).toEqual(['one']);
  });
});

function copy(path: string): void {
  const bytes = readFileSync(path);
  const { atime, mtime } = statSync(path);
  rmSync(path);
  writeFileSync(path, bytes, { mode: 0o600 });
  utimesSync(path, atime, mtime);
}

function link(path: string): void {
  renameSync(path, join(cache, 'elsewhere'));
  symlinkSync(join(cache, 'elsewhere'), path);
}
