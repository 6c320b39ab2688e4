/** An architecture as `uname -m` spells it → how names of kernels end that are made for it. */
const SPELLINGS: readonly [cpu: RegExp, ending: RegExp][] = [
  [/^(x86_64|amd64)$/, /^(x86_64|amd64)$/],
  [/^(aarch64|arm64)$/, /^(aarch64|arm64)$/],
  [/^i.86$/, /^i.86$/],
  [/^armv7/, /^(armv7.*|armmp)$/],
  [/^(ppc64le|ppc64el|powerpc64le)$/, /^(ppc64le|ppc64el|powerpc64le)$/],
  [/^mips/, /^(mips.*|malta)$/],
  [/^(parisc|hppa)/, /^(parisc|hppa)/],
];

/** True for `vmlinuz-6.1.0-18-amd64` and `x86_64`: the file name of a kernel says that it is made for `cpu`. */
export function namesArchitecture(fileName: string, cpu: string): boolean {
  const [, ending] = /^vmlinu.-.*-([^-]*)$/s.exec(fileName) ?? [];
  if (ending === undefined) return false;
  const spelling = SPELLINGS.find(([pattern]) => pattern.test(cpu))?.[1];
  return spelling === undefined ? ending === cpu : spelling.test(ending);
}

/** What a user of Debian has to install to get a kernel. */
export function debianKernelPackage(cpu: string): string {
  if (/^(x86_64|amd64)$/.test(cpu)) return 'linux-image-cloud-amd64';
  if (/^(aarch64|arm64)$/.test(cpu)) return 'linux-image-cloud-arm64';
  if (/^i.86$/.test(cpu)) return 'linux-image-686-pae';
  if (/^armv7/.test(cpu)) return 'linux-image-armmp';
  if (/^(ppc64le|ppc64el)$/.test(cpu)) return 'linux-image-powerpc64le';
  return `linux-image-${cpu}`;
}
