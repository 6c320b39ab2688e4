/** What a small appliance is in a registry; docs/oci.md tells of them. */
export const APPLIANCE_TYPES = {
  /** `artifactType` of the manifest. */
  artifact: 'application/vnd.supermin.appliance.v1',
  /** Of its configuration, `{}`: what registries that know no `artifactType` tell artifacts by. */
  config: 'application/vnd.supermin.appliance.v1+json',
  /** One file of the appliance, as it is; its name is the annotation `org.opencontainers.image.title`. */
  file: 'application/vnd.supermin.appliance.file.v1',
} as const;
