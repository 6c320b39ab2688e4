import {
  type BytePath,
  fromUnicode,
  type ImageRoot,
  imageReferenceInvalid,
  imageRoot,
  parseImageReference,
} from '@supermin/core';
import type { VmOptions } from './vm-options.ts';

/** The options with the container image that they name, unpacked. @throws SuperminError as `imageRoot` */
export async function withImageRoot<Options extends VmOptions>(
  options: Options,
  cache: BytePath,
): Promise<Options & { image?: ImageRoot }> {
  const { image, arch, insecure, pull, signal, report } = options;
  if (typeof image !== 'string') return { ...options, image };
  const reference = parseImageReference(fromUnicode(image));
  if (reference === undefined) throw imageReferenceInvalid(image);
  const root = await imageRoot(reference, {
    ...{ cacheDirectory: cache, arch, insecure, pull, signal, report },
  });
  return { ...options, image: root };
}

/** The image whose environment, user and directory commands have: not one that only packages are taken from. */
export function wholeImageOf({ image, appliance, appliancePackage }: VmOptions) {
  const whole = appliance === undefined && appliancePackage === undefined;
  return whole && typeof image === 'object' ? image : undefined;
}
