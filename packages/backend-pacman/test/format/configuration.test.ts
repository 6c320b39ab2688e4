import { expect, it } from 'vitest';
import { encodeConfiguration, parseLines } from '../../src/format/configuration.ts';

it('reads pacman.conf', () => {
  const text =
    '# x\n[options]\n CheckSpace \nSigLevel=Never # no comment\n\n[core]\nServer = a=b\n';
  expect(parseLines(text)).toEqual([
    { section: 'options' },
    { setting: { key: 'CheckSpace', value: '' } },
    { setting: { key: 'SigLevel', value: 'Never # no comment' } },
    { section: 'core' },
    { setting: { key: 'Server', value: 'a=b' } },
  ]);
});

it('writes it', () => {
  const text = encodeConfiguration([
    { name: 'options', settings: [{ key: 'CheckSpace', value: '' }] },
    { name: 'core', settings: [{ key: 'Server', value: 'file:///srv' }] },
  ]);
  expect(text).toBe('[options]\nCheckSpace\n\n[core]\nServer = file:///srv\n');
});
