import { createHash } from 'node:crypto';
import type { SbomDocument, SbomFile, SbomPackage } from './document.ts';

/** Where documents would be, if they were published: a name that is theirs alone is all that is asked for. */
const NAMESPACE = 'https://github.com/supermin/supermin/spdx';

const SUBJECT = 'SPDXRef-Subject';

/** SPDX 2.3 as JSON (https://spdx.github.io/spdx-spec/v2.3/): packages with their purl, files with SHA-1, which it asks for, and SHA-256. */
export function spdx({ name, created, toolVersion, uuid, packages, files }: SbomDocument): object {
  let count = 0;
  const describe = (file: SbomFile) => describeFile(file, `SPDXRef-File-${++count}`);
  const described = packages.map((pkg, index) => describePackage(pkg, index));
  const owned = packages.map(({ contains }) => contains.map(describe));
  const others = files.map(describe);
  return {
    spdxVersion: 'SPDX-2.3',
    dataLicense: 'CC0-1.0',
    SPDXID: 'SPDXRef-DOCUMENT',
    name,
    documentNamespace: `${NAMESPACE}/${uuid}`,
    creationInfo: {
      created: created.toISOString().replace(/\.\d+Z$/, 'Z'),
      creators: [`Tool: supermin-${toolVersion}`],
    },
    packages: [subject(name, files), ...described],
    files: [...owned.flat(), ...others],
    relationships: [
      relationship('SPDXRef-DOCUMENT', 'DESCRIBES', SUBJECT),
      ...described.flatMap(({ SPDXID }, index) => [
        relationship(SUBJECT, 'CONTAINS', SPDXID),
        ...owned[index]!.map((file) => relationship(SPDXID, 'CONTAINS', file.SPDXID)),
      ]),
      ...others.map(({ SPDXID }) => relationship(SUBJECT, 'CONTAINS', SPDXID)),
    ],
  };
}

function subject(name: string, files: readonly SbomFile[]) {
  return {
    SPDXID: SUBJECT,
    name,
    downloadLocation: 'NOASSERTION',
    primaryPackagePurpose: 'OPERATING_SYSTEM',
    ...analyzed(files),
  };
}

function describePackage({ name, version, purl, source, contains }: SbomPackage, index: number) {
  const locator = { referenceCategory: 'PACKAGE-MANAGER', referenceType: 'purl' };
  return {
    SPDXID: `SPDXRef-Package-${index + 1}`,
    name,
    ...(version !== '' && { versionInfo: version }),
    downloadLocation: 'NOASSERTION',
    supplier: 'NOASSERTION',
    ...(source && { sourceInfo: `built from the source package ${source.name} ${source.version}` }),
    ...(purl && { externalRefs: [{ ...locator, referenceLocator: purl }] }),
    ...analyzed(contains),
  };
}

/** The verification code is the SHA-1 of the sorted SHA-1s of all files; without files there is none. */
function analyzed(files: readonly SbomFile[]) {
  if (files.length === 0) return { filesAnalyzed: false };
  const all = files.map(({ sha1 }) => sha1).sort();
  const packageVerificationCodeValue = createHash('sha1').update(all.join('')).digest('hex');
  return { filesAnalyzed: true, packageVerificationCode: { packageVerificationCodeValue } };
}

function describeFile({ path, sha1, sha256 }: SbomFile, SPDXID: string) {
  return {
    SPDXID,
    fileName: `.${path}`,
    checksums: [
      { algorithm: 'SHA1', checksumValue: sha1 },
      { algorithm: 'SHA256', checksumValue: sha256 },
    ],
  };
}

function relationship(spdxElementId: string, relationshipType: string, relatedSpdxElement: string) {
  return { spdxElementId, relationshipType, relatedSpdxElement };
}
