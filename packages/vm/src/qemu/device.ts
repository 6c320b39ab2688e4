/** A device of a VM, as QEMU's monitor takes it; its command line has the same words. */
export type Device = { driver: string } & Record<string, string>;

/** QEMU's arguments for one that is there from the beginning. Values have no commas. */
export function deviceArguments({ driver, ...properties }: Device): string[] {
  const words = Object.entries(properties).map(([name, value]) => `${name}=${value}`);
  return ['-device', [driver, ...words].join(',')];
}
