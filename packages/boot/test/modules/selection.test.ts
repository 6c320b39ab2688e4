import { expect, test } from 'vitest';
import { canonicalName, parseModules } from '../../src/modules/selection.ts';

test('words and names', () => {
  expect(parseModules('all')).toEqual({ kind: 'all' });
  expect(parseModules('image')).toEqual({ kind: 'image' });
  expect(parseModules('none')).toEqual({ kind: 'none' });
  expect(parseModules('virtio-net,dummy')).toEqual({
    kind: 'named',
    names: ['virtio-net', 'dummy'],
  });
});

test.each(['', ',', 'a,,b', 'a b', '../a', 'a.ko', 'a\n'])('%j is none of them', (text) => {
  expect(() => parseModules(text)).toThrow(expect.objectContaining({ code: 'MODULES_OPTION' }));
});

test('- and _ are one, as for modprobe', () => {
  expect(canonicalName('virtio-net_x')).toBe('virtio_net_x');
});
