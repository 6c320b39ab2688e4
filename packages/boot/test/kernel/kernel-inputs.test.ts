import { expect, test } from 'vitest';
import { kernelInputs } from '../../src/kernel/kernel-inputs.ts';
import { FakeRoot } from './fixture.ts';

test('image, modules and the places where kernels appear, as open takes them', () => {
  const root = new FakeRoot().modules('6.1.0').kernels('/boot/real-6.1.0');
  root.link('/boot/vmlinuz-6.1.0', 'real-6.1.0');
  expect(kernelInputs(root.choose(), root.host)).toEqual([
    `${root.path}/boot/real-6.1.0`,
    `${root.path}/lib/modules/6.1.0`,
    `${root.path}/lib/modules/6.1.0/modules.dep`,
    `${root.path}/lib/modules`,
    `${root.path}/boot`,
  ]);
});
