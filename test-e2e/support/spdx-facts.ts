import type { Schema } from './json-schema.ts';

const text = { type: 'string' };

function object(properties: Record<string, Schema>, required = Object.keys(properties)): Schema {
  return { type: 'object', properties, required, additionalProperties: false };
}

function list(items: Schema, minItems = 0): Schema {
  return { type: 'array', items, minItems };
}

const checksum = object({
  algorithm: { enum: ['SHA1', 'SHA256', 'SHA512', 'MD5'] },
  checksumValue: text,
});

/**
 * What the published schema of SPDX 2.3 (schemas/spdx-schema-2-3.json of github.com/spdx/spdx-spec) says of the fields that are used:
 * which there are, which must be there, which values they take; and less of what it allows, as fields that are not used are refused.
 * Written by us, and compared with it on 30 November 2026: no package of a registry brings that schema.
 */
export const SPDX: Schema = object({
  spdxVersion: { enum: ['SPDX-2.3'] },
  dataLicense: { enum: ['CC0-1.0'] },
  SPDXID: { enum: ['SPDXRef-DOCUMENT'] },
  name: text,
  documentNamespace: text,
  creationInfo: object({ created: text, creators: list(text, 1) }),
  packages: list(
    object(
      {
        SPDXID: text,
        name: text,
        versionInfo: text,
        downloadLocation: text,
        supplier: text,
        sourceInfo: text,
        primaryPackagePurpose: {
          enum: [
            ...['OTHER', 'INSTALL', 'ARCHIVE', 'FIRMWARE', 'APPLICATION', 'FRAMEWORK', 'LIBRARY'],
            ...['CONTAINER', 'SOURCE', 'DEVICE', 'OPERATING_SYSTEM', 'FILE'],
          ],
        },
        filesAnalyzed: { type: 'boolean' },
        packageVerificationCode: object({ packageVerificationCodeValue: text }),
        externalRefs: list(
          object({
            referenceCategory: { enum: ['OTHER', 'PERSISTENT-ID', 'SECURITY', 'PACKAGE-MANAGER'] },
            referenceLocator: text,
            referenceType: text,
          }),
        ),
      },
      ['SPDXID', 'downloadLocation', 'name'],
    ),
  ),
  files: list(object({ SPDXID: text, fileName: text, checksums: list(checksum, 1) })),
  relationships: list(
    object({
      spdxElementId: text,
      relationshipType: { enum: ['DESCRIBES', 'CONTAINS'] },
      relatedSpdxElement: text,
    }),
  ),
});
