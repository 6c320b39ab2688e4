import { compareBytes } from '@supermin/core';
import {
  ANNOTATIONS,
  type Descriptor,
  type ImageLayout,
  MEDIA_TYPES,
  type Platform,
} from '@supermin/core/oci';

/** `linux/arm64/v8` */
export function platformName({ os, architecture, variant }: Platform): string {
  return [os, architecture, variant].filter((part) => part !== undefined).join('/');
}

/**
 * Writes the layout's index. One image stands in it as it is, so that it is also found on a machine of another architecture; several
 * are in an index of their own, of which each engine takes the one for its machine.
 *
 * @param images with their platforms
 */
export function writeIndex(layout: ImageLayout, images: readonly Descriptor[], tag: string): void {
  const sorted = [...images].sort((one, other) =>
    compareBytes(platformName(one.platform!), platformName(other.platform!)),
  );
  const whole = sorted.length === 1 ? sorted[0]! : indexOf(layout, sorted);
  layout.writeIndex([{ ...whole, annotations: { [ANNOTATIONS.tag]: tag } }]);
}

function indexOf(layout: ImageLayout, manifests: readonly Descriptor[]): Descriptor {
  const index = { schemaVersion: 2, mediaType: MEDIA_TYPES.index, manifests };
  return layout.putJson(MEDIA_TYPES.index, index);
}
