import type { LayeredPackage } from '@supermin/core';
import { stanzaFields } from '../index/stanza-fields.ts';
import type { DebNotes } from '../unpack/unpack-deb.ts';

/** Where the names of a package's files in /var/lib/dpkg/info begin: of packages that can be installed for several architectures at a time, the name has it. */
export function stemOf(
  { package: { name, arch } }: Pick<LayeredPackage, 'package'>,
  { control }: Pick<DebNotes, 'control'>,
): string {
  const fields = stanzaFields(control.control ?? '', new Set(['multi-arch']));
  return fields.get('multi-arch') === 'same' ? `${name}:${arch}` : name;
}
