import { expect, it } from 'vitest';
import { imageForm, imageName } from '../src/image-form.ts';

it.each([
  [{}, 'raw', 'root'],
  [{ image: 'raw', compress: 'none' }, 'raw', 'root'],
  [{ image: 'qcow2' }, 'qcow2', 'root.qcow2'],
  [{ image: 'qcow2', compress: 'zlib' }, 'compressed qcow2', 'root.qcow2'],
])('%j', (options, form, name) => {
  expect(imageForm(options)).toBe(form);
  expect(imageName(imageForm(options))).toBe(name);
});

it.each([
  [{ image: 'vmdk' }, 'EXT2_IMAGE'],
  [{ image: 'qcow2', compress: 'xz' }, 'EXT2_COMPRESS'],
  [{ compress: 'zlib' }, 'EXT2_COMPRESS'],
])('%j is refused', (options, code) => {
  expect(() => imageForm(options)).toThrow(expect.objectContaining({ code }));
});
