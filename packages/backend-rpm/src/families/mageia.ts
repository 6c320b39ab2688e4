import { dnf } from '../download/dnf.ts';
import { urpmi } from '../download/urpmi.ts';
import type { Family } from './family.ts';

export const mageia: Family = {
  name: 'mageia/rpm',
  ids: ['mageia'],
  releaseFiles: ['/etc/mageia-release'],
  downloaders: [urpmi, dnf],
};
