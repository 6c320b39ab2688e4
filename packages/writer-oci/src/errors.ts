import { type BytePath, displayPath, SuperminError } from '@supermin/core';

export function badKind(text: string): SuperminError {
  return new SuperminError('OCI_KIND', `unsupported kind '${text}' of an OCI image`, {
    hint: 'use --kind container or disk',
  });
}

export function badCompression(text: string): SuperminError {
  return new SuperminError('OCI_COMPRESS', `unsupported compression '${text}' of layers`, {
    hint: 'use --compress gzip, zstd or none',
  });
}

export function badReference(text: string): SuperminError {
  const shown = displayPath(text);
  return new SuperminError('OCI_REFERENCE', `invalid name '${shown}' of an image`, {
    hint: 'use NAME, NAME:TAG or REGISTRY/NAME:TAG, such as registry.example/team/appliance:1.0',
  });
}

export function badProgram(text: string): SuperminError {
  const shown = displayPath(text);
  return new SuperminError('OCI_PROGRAM', `invalid --program value '${shown}'`, {
    hint: `use an absolute path, or a JSON array such as '["/bin/sh", "-c", "date"]'`,
  });
}

export function optionOfKind(option: string, kind: 'container' | 'disk'): SuperminError {
  return new SuperminError('OCI_KIND', `the option '${option}' is for --kind ${kind}`);
}

/** A name that container engines take for a deletion. */
export function whiteout(path: BytePath): SuperminError {
  return new SuperminError(
    'OCI_NAME',
    `${displayPath(path)}: in an OCI image a name that begins with .wh. means a deletion`,
    { hint: 'exclude it' },
  );
}

export function sameArchitecture(layout: BytePath, name: string): SuperminError {
  return new SuperminError(
    'OCI_ADD',
    `${displayPath(layout)}: there are two images for ${displayPath(name)}`,
    { hint: 'add layouts of other architectures' },
  );
}

export function notAddable(layout: BytePath, reason: string): SuperminError {
  return new SuperminError('OCI_ADD', `${displayPath(layout)} cannot be added: ${reason}`, {
    hint: 'add what -f oci has built, of the same --kind',
  });
}

export function noUuid(image: BytePath): SuperminError {
  return new SuperminError(
    'OCI_DISK',
    `${displayPath(image)}: its filesystem cannot be found; the ext2 writer is of another version`,
  );
}

export function unreadableKernel(kernel: BytePath): SuperminError {
  return new SuperminError('OCI_KERNEL', `permission denied: ${displayPath(kernel)}`, {
    hint: 'build as root, or choose a kernel that this user may read with --kernel',
  });
}
