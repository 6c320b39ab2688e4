import type { PluginOptions } from '@supermin/core';
import { optionChoice } from '@supermin/core/writer';
import { badCompress, badImage, compressedRaw } from './errors.ts';

/** What the bytes of an image are written as; the last is qcow2 with compressed clusters. */
export type ImageForm = 'raw' | 'qcow2' | 'compressed qcow2';

const IMAGES = ['raw', 'qcow2'] as const;
const COMPRESSIONS = ['none', 'zlib'] as const;

/** What the options `image` and `compress` ask for. @throws SuperminError `EXT2_IMAGE`, `EXT2_COMPRESS` */
export function imageForm({ image, compress }: PluginOptions): ImageForm {
  const form = optionChoice(image, IMAGES, 'raw', badImage);
  if (optionChoice(compress, COMPRESSIONS, 'none', badCompress) === 'none') return form;
  if (form === 'raw') throw compressedRaw();
  return 'compressed qcow2';
}

/** The name of the image in the output. */
export function imageName(form: ImageForm): string {
  return form === 'raw' ? 'root' : 'root.qcow2';
}
