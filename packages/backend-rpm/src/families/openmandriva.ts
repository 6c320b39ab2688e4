import { dnf } from '../download/dnf.ts';
import { urpmi } from '../download/urpmi.ts';
import type { Family } from './family.ts';

/** OpenMandriva, which has changed from urpmi to dnf, and the Mandriva that it comes from. */
export const openmandriva: Family = {
  name: 'openmandriva/rpm',
  ids: ['openmandriva', 'mandriva'],
  releaseFiles: ['/etc/openmandriva-release', '/etc/mandriva-release'],
  downloaders: [dnf, urpmi],
};
