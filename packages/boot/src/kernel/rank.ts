/**
 * The order in which kernels are tried, by their names (`6.1.0-18-amd64`, as in `/boot/vmlinuz-6.1.0-18-amd64`).
 *
 * Versions compare number by number; a release candidate (`6.2.0-rc3`) comes after its release. Among equal ones the plain
 * kernel comes before a spare copy (`.old`, `rescue`) and before special builds (realtime, 64 KiB pages); then bytes decide,
 * the last first, as supermin 5 has it.
 */

/** Words between `-`, `+` and `.` that make a kernel a spare copy or a special build. */
const SPARE = /^(old|rescue)$/;
const SPECIAL = /^(rt\d*|64k|debug)$/;

/** `6.2.0-rc3` of kernel.org, `6.2.0-060200rc3` of Ubuntu's builds of it. */
const CANDIDATE = /rc$/;

/** A number of a version, and whether it is that of a release candidate. */
interface Part {
  digits: string;
  candidate: boolean;
}

/** For `sort`: kernels to be tried first come first. */
export function compareKernelNames(a: string, b: string): number {
  const left = describe(a);
  const right = describe(b);
  for (let i = 0; i < Math.max(left.parts.length, right.parts.length); i++) {
    const order = compareParts(right.parts[i], left.parts[i]);
    if (order !== 0) return order;
  }
  return left.penalty - right.penalty || (a < b ? 1 : a > b ? -1 : 0);
}

function describe(name: string): { parts: Part[]; penalty: number } {
  const words = name.split(/[-+._]/);
  const spare = words.some((word) => SPARE.test(word));
  const special = words.some((word) => SPECIAL.test(word));
  const rest = words.filter((word) => !SPECIAL.test(word)).join('-');
  const parts = [...rest.matchAll(/([a-z]*)0*(\d+)/g)].map(([, letters = '', digits = '']) => ({
    digits,
    candidate: CANDIDATE.test(letters),
  }));
  return { parts, penalty: (spare ? 2 : 0) + (special ? 1 : 0) };
}

/** Decimal numbers of any length; a missing one is less than any, but not than a release candidate's. */
function compareParts(a: Part | undefined, b: Part | undefined): number {
  if (a?.candidate !== b?.candidate && (a?.candidate || b?.candidate)) return a?.candidate ? -1 : 1;
  if (a === undefined || b === undefined) return Number(a !== undefined) - Number(b !== undefined);
  if (a.digits.length !== b.digits.length) return a.digits.length - b.digits.length;
  return a.digits < b.digits ? -1 : a.digits > b.digits ? 1 : 0;
}

/** Kernels that no VM boots with, or only with help: Xen guests', the dumper of s390x, debug builds, Tegra's on arm. */
export function isUnbootable(name: string, cpu: string): boolean {
  return (
    /xen|zfcpdump|\+([a-z0-9]+-)*debug/.test(name) || (cpu.startsWith('arm') && /tegra/.test(name))
  );
}
