import { dnf } from '../download/dnf.ts';
import { yumdownloader } from '../download/yumdownloader.ts';
import type { Family } from './family.ts';

/** Fedora, Red Hat Enterprise Linux, and what is built from them or packaged like them. */
export const fedora: Family = {
  name: 'fedora/rpm',
  ids: [
    'fedora',
    'rhel',
    'centos',
    'rocky',
    'almalinux',
    // Amazon Linux
    'amzn',
    // Oracle Linux
    'ol',
    'openeuler',
    'anolis',
    'kylin',
    // UnionTech
    'uos',
    'scientific',
    'virtuozzo',
    'redhat',
  ],
  releaseFiles: ['/etc/fedora-release', '/etc/redhat-release', '/etc/centos-release'],
  downloaders: [dnf, yumdownloader],
};
