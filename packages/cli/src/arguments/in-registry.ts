/** How an appliance in a registry is told from a command. */
const REGISTRY = 'oci://';

/** Whether the first name of `run` is `oci://REF`. */
export function isInRegistry(name: string | undefined): boolean {
  return name?.startsWith(REGISTRY) ?? false;
}
