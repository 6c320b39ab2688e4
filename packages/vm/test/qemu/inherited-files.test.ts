import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import { join } from 'node:path';
import { fromUnicode, toSystemPath } from '@supermin/core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { InheritedFiles } from '../../src/qemu/inherited-files.ts';

describe('InheritedFiles', () => {
  let directory: string;
  beforeAll(() => {
    directory = mkdtempSync(join(os.tmpdir(), 'supermin-inherited-'));
  });
  afterAll(() => rmSync(directory, { recursive: true }));

  it.each(['plain', 'with blank, comma', fromUnicode('café'), 'not \xff UTF-8', 'line\nfeed'])(
    'a child can open %j',
    (name) => {
      const path = `${directory}/${name}`;
      writeFileSync(toSystemPath(path), `text of ${name}`, 'latin1');
      const files = new InheritedFiles(['ignore', 'pipe', 'pipe']);
      files.add('ignore');
      const argument = files.name(path);
      const child = spawnSync('cat', [argument], { stdio: files.stdio, encoding: 'latin1' });
      files.release();
      expect(child.stderr).toBe('');
      expect(child.stdout).toBe(`text of ${name}`);
    },
  );

  it('opens nothing that has a name in UTF-8', () => {
    const files = new InheritedFiles(['ignore', 'pipe', 'pipe']);
    expect(files.name(fromUnicode('/né'))).toBe('/né');
    expect(files.stdio).toHaveLength(3);
  });

  it('fails as open does', () => {
    const files = new InheritedFiles(['ignore', 'pipe', 'pipe']);
    expect(() => files.name(`${directory}/\xff-not-there`)).toThrow('ENOENT');
  });
});
