import { succeed } from '@supermin/test-support/programs';
import { describe, expect, it } from 'vitest';
import { spdx } from '../../src/sbom/spdx.ts';
import { sbomFile, sbomOf } from '../support/sbom.ts';

interface Element {
  SPDXID: string;
}

interface Document extends Element {
  packages: Element[];
  files: Element[];
  relationships: {
    spdxElementId: string;
    relationshipType: string;
    relatedSpdxElement: string;
  }[];
}

/** As section 7.9 of the specification has it, for these SHA-1s: https://spdx.github.io/spdx-spec/v2.3/package-information/ */
async function verificationCode(...digests: string[]) {
  const { stdout } = await succeed('sha1sum', [], { input: digests.toSorted().join('') });
  return { packageVerificationCodeValue: stdout.split(' ')[0] };
}

function checksums(digit: string) {
  return [
    { algorithm: 'SHA1', checksumValue: digit.repeat(40) },
    { algorithm: 'SHA256', checksumValue: digit.repeat(64) },
  ];
}

// test-e2e/inspect.test.ts has a whole one judged by what the published schema says.
describe('spdx', () => {
  it('has the subject, packages, and all files, whoever has them', async () => {
    expect(spdx(sbomOf())).toMatchObject({
      spdxVersion: 'SPDX-2.3',
      dataLicense: 'CC0-1.0',
      SPDXID: 'SPDXRef-DOCUMENT',
      name: 'out',
      documentNamespace:
        'https://github.com/supermin/supermin/spdx/01234567-89ab-8def-8123-456789abcdef',
      // Section 6.9: seconds, and no fraction of them.
      creationInfo: { created: '2026-01-02T03:04:05Z', creators: ['Tool: supermin-6.0.0'] },
      packages: [
        {
          ...{ name: 'out', downloadLocation: 'NOASSERTION', filesAnalyzed: true },
          primaryPackagePurpose: 'OPERATING_SYSTEM',
          packageVerificationCode: await verificationCode('c'.repeat(40)),
        },
        {
          ...{ name: 'libc6', versionInfo: '2.36-9', filesAnalyzed: true },
          ...{ downloadLocation: 'NOASSERTION', supplier: 'NOASSERTION' },
          sourceInfo: 'built from the source package glibc 2.36',
          externalRefs: [
            {
              ...{ referenceCategory: 'PACKAGE-MANAGER', referenceType: 'purl' },
              referenceLocator: 'pkg:deb/debian/libc6@2.36-9?arch=i386',
            },
          ],
          packageVerificationCode: await verificationCode('b'.repeat(40), 'a'.repeat(40)),
        },
        { name: 'unknown_1_all', filesAnalyzed: false },
      ],
      files: [
        { fileName: './lib/b', checksums: checksums('b') },
        { fileName: './lib/a', checksums: checksums('a') },
        { fileName: './init', checksums: checksums('c') },
      ],
    });
  });

  it('says nothing of what is not known, and has no code of files where there are none', () => {
    const { packages } = spdx(sbomOf({ files: [] })) as Document;
    expect(Object.keys(packages.at(-1)!)).toEqual([
      ...['SPDXID', 'name', 'downloadLocation', 'supplier', 'filesAnalyzed'],
    ]);
    expect(packages[0]).toMatchObject({ filesAnalyzed: false });
    expect(packages[0]).not.toHaveProperty('packageVerificationCode');
  });

  it('the code of files does not depend on their order', () => {
    const files = [sbomFile('/a', '1'), sbomFile('/b', 'f'), sbomFile('/c', '9')];
    const codeOf = (list: typeof files) =>
      (spdx(sbomOf({ packages: [], files: list })) as Document).packages[0];
    expect(codeOf(files.toReversed())).toEqual(codeOf(files));
  });

  it('each element has an id of its own, and is contained once', () => {
    const document = spdx(sbomOf()) as Document;
    const [subject, ...others] = [...document.packages, ...document.files].map(
      ({ SPDXID }) => SPDXID,
    );
    expect([document.SPDXID, subject, ...others]).toEqual([
      ...['SPDXRef-DOCUMENT', 'SPDXRef-Subject', 'SPDXRef-Package-1', 'SPDXRef-Package-2'],
      ...['SPDXRef-File-1', 'SPDXRef-File-2', 'SPDXRef-File-3'],
    ]);
    const contained = document.relationships
      .filter(({ relationshipType }) => relationshipType === 'CONTAINS')
      .map(({ relatedSpdxElement }) => relatedSpdxElement);
    expect(contained.toSorted()).toEqual(others.toSorted());
  });

  it('the document describes the subject, that contains packages and the other files, and they their own', () => {
    const { packages, files, relationships, SPDXID } = spdx(sbomOf()) as Document;
    const [subject, libc, unknown] = packages.map((each) => each.SPDXID);
    const [b, a, init] = files.map((each) => each.SPDXID);
    const told = relationships.map(({ spdxElementId, relationshipType, relatedSpdxElement }) => [
      ...[spdxElementId, relationshipType, relatedSpdxElement],
    ]);
    expect(told).toEqual([
      [SPDXID, 'DESCRIBES', subject],
      [subject, 'CONTAINS', libc],
      [libc, 'CONTAINS', b],
      [libc, 'CONTAINS', a],
      [subject, 'CONTAINS', unknown],
      [subject, 'CONTAINS', init],
    ]);
  });
});
