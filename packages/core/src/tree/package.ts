/** An installed package. */
export interface Package {
  name: string;
  version: string;
  arch: string;
  /**
   * Unique within the database, and what goes into appliances: the name as the package manager spells it, `libc6:i386`. It
   * must mean the package after upgrades and on other machines, so it tells no version; but where several versions of a
   * package can be installed side by side, those of the older ones do: `kernel-6.9.9-1.x86_64`.
   */
  id: string;
}
