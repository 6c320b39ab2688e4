/**
 * The order in which kernels are tried, by their names (`6.1.0-18-amd64`, as in `/boot/vmlinuz-6.1.0-18-amd64`).
 *
 * Versions compare number by number. Among equal ones the plain kernel comes before a spare copy (`.old`, `rescue`)
 * and before special builds (realtime, 64 KiB pages); then bytes decide, the last first, as supermin 5 has it.
 */

/** Words between `-`, `+` and `.` that make a kernel a spare copy or a special build. */
const SPARE = /^(old|rescue)$/;
const SPECIAL = /^(rt\d*|64k|debug)$/;

/** For `sort`: kernels to be tried first come first. */
export function compareKernelNames(a: string, b: string): number {
  const left = describe(a);
  const right = describe(b);
  for (let i = 0; i < Math.max(left.numbers.length, right.numbers.length); i++) {
    const order = compareNumbers(right.numbers[i], left.numbers[i]);
    if (order !== 0) return order;
  }
  return left.penalty - right.penalty || (a < b ? 1 : a > b ? -1 : 0);
}

function describe(name: string): { numbers: string[]; penalty: number } {
  const words = name.split(/[-+._]/);
  const spare = words.some((word) => SPARE.test(word));
  const special = words.some((word) => SPECIAL.test(word));
  const rest = words.filter((word) => !SPECIAL.test(word)).join('-');
  return {
    numbers: rest.match(/\d+/g) ?? [],
    penalty: (spare ? 2 : 0) + (special ? 1 : 0),
  };
}

/** Decimal numbers of any length; a missing one is less than any. */
function compareNumbers(a: string | undefined, b: string | undefined): number {
  if (a === undefined || b === undefined) return Number(a !== undefined) - Number(b !== undefined);
  const [left, right] = [a.replace(/^0+/, ''), b.replace(/^0+/, '')];
  if (left.length !== right.length) return left.length - right.length;
  return left < right ? -1 : left > right ? 1 : 0;
}

/** Kernels that no VM boots with, or only with help: Xen guests', the dumper of s390x, debug builds, Tegra's on arm. */
export function isUnbootable(name: string, cpu: string): boolean {
  return (
    /xen|zfcpdump|\+([a-z0-9]+-)*debug/.test(name) || (cpu.startsWith('arm') && /tegra/.test(name))
  );
}
