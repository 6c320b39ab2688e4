import type { SbomDocument, SbomFile, SbomPackage } from './document.ts';

/** CycloneDX 1.6 as JSON (https://cyclonedx.org/docs/1.6/json/): packages with their purl, in them their files with SHA-256. */
export function cyclonedx(document: SbomDocument): object {
  const { name, created, toolVersion, uuid, packages, files } = document;
  return {
    $schema: 'http://cyclonedx.org/schema/bom-1.6.schema.json',
    bomFormat: 'CycloneDX',
    specVersion: '1.6',
    serialNumber: `urn:uuid:${uuid}`,
    version: 1,
    metadata: {
      timestamp: created.toISOString(),
      tools: { components: [{ type: 'application', name: 'supermin', version: toolVersion }] },
      component: { type: 'operating-system', 'bom-ref': 'subject', name },
    },
    components: [...packages.map(describePackage), ...files.map(describeFile)],
    dependencies: [{ ref: 'subject', dependsOn: packages.map(({ id }) => refOf(id)) }],
  };
}

function refOf(id: string): string {
  return `package:${id}`;
}

function describePackage({ id, name, version, purl, source, contains }: SbomPackage) {
  const properties = source && [
    { name: 'supermin:source:name', value: source.name },
    { name: 'supermin:source:version', value: source.version },
  ];
  return {
    type: 'library',
    'bom-ref': refOf(id),
    name,
    ...(version !== '' && { version }),
    ...(purl && { purl }),
    ...(properties && { properties }),
    ...(contains.length > 0 && { components: contains.map(describeFile) }),
  };
}

function describeFile({ path, sha256 }: SbomFile) {
  return { type: 'file', name: path, hashes: [{ alg: 'SHA-256', content: sha256 }] };
}
