import { dnf } from '../download/dnf.ts';
import { yumdownloader } from '../download/yumdownloader.ts';
import type { Family } from './family.ts';

export const ibmPowerkvm: Family = {
  name: 'ibm_powerkvm/rpm',
  ids: ['ibm_powerkvm'],
  releaseFiles: ['/etc/ibm_powerkvm-release'],
  downloaders: [yumdownloader, dnf],
};
