import type { Rows } from '../explanation.ts';

/** Container images as roots. */
export const IMAGES: Rows = {
  IMAGE_REFERENCE: [
    'This does not name a container image.',
    'The kind of the place comes first, then the image.',
    'Write oci:DIR[:TAG], oci-archive:FILE[:TAG], docker-archive:FILE[:NAME] or docker://NAME.',
  ],
  IMAGE_MISSING: [
    'There is no such container image.',
    'The directory, the file or the tag does not exist, or holds something else.',
    "List what there is, such as with 'skopeo inspect', and correct the name.",
  ],
  IMAGE_DAMAGED: [
    'A container image is truncated, corrupt or forged.',
    'A layer is not what its digest says, or breaks the rules of its format.',
    'Fetch it again, and report it to those who made it.',
  ],
  IMAGE_UNSUPPORTED: [
    'A container image is of a form that is not supported here.',
    'It is for another platform, compressed in another way, or too large.',
    'Choose another image or, with --arch, another platform of it.',
  ],
  IMAGE_FETCH: [
    'skopeo could not fetch a container image.',
    'The name is wrong, the registry asks for a login, or the network does not reach it.',
    "Check the name, 'skopeo login' and the network; for a registry without TLS add --insecure.",
  ],
  IMAGE_WHOLE: [
    'An option that chooses packages was given with a whole container image.',
    'All that is in the image is in the VM, so the option would have no effect.',
    'Leave it out; to choose among the packages of an image, pass a small appliance.',
  ],
};
