import type { LayeredPackage } from '../../plugin/repository-contract.ts';

/** When the newest file of all packages was changed, in whole seconds since the epoch: `SOURCE_DATE_EPOCH` of their scripts. */
export function newestOf(packages: readonly LayeredPackage[]): number {
  return Math.floor(packages.reduce((latest, { newest }) => Math.max(latest, newest), 0));
}
