import { azureLinux } from './azure-linux.ts';
import type { Family } from './family.ts';
import { fedora } from './fedora.ts';
import { ibmPowerkvm } from './ibm-powerkvm.ts';
import { mageia } from './mageia.ts';
import { openmandriva } from './openmandriva.ts';
import { opensuse } from './opensuse.ts';

/** In the order of the manifest; the first one stands for distributions that none of them names. */
export const FAMILIES: readonly Family[] = [
  fedora,
  opensuse,
  mageia,
  openmandriva,
  azureLinux,
  ibmPowerkvm,
];
