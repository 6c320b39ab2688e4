import { zypper } from '../download/zypper.ts';
import type { Family } from './family.ts';

/** openSUSE and SUSE Linux Enterprise. */
export const opensuse: Family = {
  name: 'opensuse/rpm',
  ids: [
    'opensuse',
    'opensuse-leap',
    'opensuse-tumbleweed',
    'opensuse-microos',
    'suse',
    'sled',
    'sles',
    'sle-micro',
    'sl-micro',
  ],
  releaseFiles: ['/etc/SuSE-release'],
  downloaders: [zypper],
};
