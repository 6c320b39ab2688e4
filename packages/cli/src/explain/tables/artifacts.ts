import type { Rows } from '../explanation.ts';

/** Small appliances in a registry. */
export const ARTIFACTS: Rows = {
  ARTIFACT_REFERENCE: [
    'This does not name an appliance in a registry.',
    'A name has a registry, a repository in small letters, and a tag or a digest.',
    'Write REGISTRY/NAME[:TAG], with or without oci:// before it.',
  ],
  ARTIFACT_FILE: [
    'What was to be pushed is not a small appliance.',
    'A file in it is none that build reads, has no plain name or lies in a directory, or all of them are too large.',
    "Push a directory that 'supermin prepare' made; name files with letters, digits and '._+-'.",
  ],
  ARTIFACT_REFUSED: [
    'What the registry has under this name is not taken as an appliance.',
    'It is something else, such as a container image, it is too large, or a file in it has no plain name or is none that build reads.',
    "Check the name; it has to be one that 'supermin push' made. A container image is a root: --root docker://NAME.",
  ],
  ARTIFACT_TRANSPORT: [
    'skopeo could not push or pull an appliance.',
    'The name is wrong, the registry asks for a login, the network does not reach it, or what it sends is not what it says.',
    "Check the name, 'skopeo login' and the network; for a registry without TLS add --insecure.",
  ],
};
