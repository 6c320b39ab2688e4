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

test('a newer kernel that this user may not read: once it is readable, it is chosen', () => {
  const root = new FakeRoot()
    .modules('6.2', '6.1')
    .kernels('/boot/vmlinuz-6.2', '/boot/vmlinuz-6.1');
  const { host } = root;
  const chosen = root.denying('stat', /6\.2$/).choose({ copyKernel: true });
  expect(kernelInputs(chosen, host)).toContain(`${root.path}/boot/vmlinuz-6.2`);
});
