import { absolutePath } from '../path/absolute-path.ts';
import type { BytePath } from '../path/byte-path.ts';
import { imageReferenceInvalid } from './errors.ts';

/** Where a container image is, and which one of several is meant. */
export type ImageReference =
  /** An OCI image layout: a directory, or the same as a tar archive. */
  | { transport: 'oci' | 'oci-archive'; path: BytePath; tag: string | undefined; text: string }
  /** What `docker save` and `podman save` write. */
  | { transport: 'docker-archive'; path: BytePath; tag: string | undefined; text: string }
  /** A registry's: `docker://debian:bookworm`. */
  | { transport: 'docker'; name: string; text: string };

const FILE = /^(oci|oci-archive|docker-archive):([^:]+)(?::(.+))?$/s;
const FILE_TRANSPORT = /^(oci|oci-archive|docker-archive):/;
const REGISTRY_TRANSPORT = 'docker://';

/** What skopeo is given: nothing that it, a shell or a terminal could take for anything else. */
const NAME = /^[A-Za-z0-9[][\w.\-/:@[\]]{0,511}$/;

/** True for what `--root` takes that is no path of a directory. */
export function isImageReference(text: string): boolean {
  return text.startsWith(REGISTRY_TRANSPORT) || FILE_TRANSPORT.test(text);
}

/**
 * Understands `oci:DIR[:TAG]`, `oci-archive:FILE[:TAG]`, `docker-archive:FILE[:NAME]` and `docker://NAME`. As with skopeo, the first
 * colon ends a path. A directory that is called so is written `./oci:x`.
 *
 * @returns undefined for what is the path of a directory
 * @throws SuperminError `IMAGE_REFERENCE`
 */
export function parseImageReference(text: BytePath): ImageReference | undefined {
  if (text.startsWith(REGISTRY_TRANSPORT)) {
    const name = text.slice(REGISTRY_TRANSPORT.length);
    if (!NAME.test(name)) throw imageReferenceInvalid(text);
    return { transport: 'docker', name, text };
  }
  const [, transport, path, tag] = FILE.exec(text) ?? [];
  if (path !== undefined) {
    const known = transport as 'oci' | 'oci-archive' | 'docker-archive';
    return { transport: known, path: absolutePath(path), tag, text };
  }
  if (FILE_TRANSPORT.test(text)) throw imageReferenceInvalid(text);
  return undefined;
}
