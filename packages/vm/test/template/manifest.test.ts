import { sha256 } from '@supermin/core';
import { expect, it } from 'vitest';
import { encodeManifest, type Manifest, parseManifest } from '../../src/template/manifest.ts';

const MANIFEST: Manifest = {
  ...{ qemu: '{}', memory: '1:2:3:4:5', state: 'aa', bootId: 'b' },
  inputs: [['/root', '1:2:3:4:5']],
};

it('reads back what was written', () => {
  expect(parseManifest(encodeManifest(MANIFEST))).toEqual(MANIFEST);
});

it('takes none of which a byte was changed', () => {
  const text = encodeManifest(MANIFEST);
  for (let at = 0; at < text.length - 1; at++) {
    expect(parseManifest(`${text.slice(0, at)}x${text.slice(at + 1)}`)).toBeUndefined();
  }
});

it.each([
  ...['', 'null', '[]', '{', '{"qemu":"x"}'],
  JSON.stringify({ ...MANIFEST, inputs: [['/root']] }),
  JSON.stringify({ ...MANIFEST, inputs: 'x' }),
  JSON.stringify({ ...MANIFEST, state: 1 }),
])('takes no damaged one: %s', (text) => {
  expect(parseManifest(text)).toBeUndefined();
  expect(parseManifest(`${text}\n${sha256(text)}\n`)).toBeUndefined();
});
