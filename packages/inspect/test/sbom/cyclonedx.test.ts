import { describe, expect, it } from 'vitest';
import { cyclonedx } from '../../src/sbom/cyclonedx.ts';
import { sbomOf } from '../support/sbom.ts';

/** As the specification has a file of ours: https://cyclonedx.org/docs/1.6/json/ */
function component(name: string, digit: string) {
  const hashes = [{ alg: 'SHA-256', content: digit.repeat(64) }];
  return { type: 'file', name, hashes };
}

// test-e2e/inspect.test.ts has the published schema judge a whole one.
describe('cyclonedx', () => {
  it('has packages with their files in them, and files of none beside them', () => {
    expect(cyclonedx(sbomOf())).toEqual({
      $schema: 'http://cyclonedx.org/schema/bom-1.6.schema.json',
      bomFormat: 'CycloneDX',
      specVersion: '1.6',
      serialNumber: 'urn:uuid:01234567-89ab-8def-8123-456789abcdef',
      version: 1,
      metadata: {
        timestamp: '2026-01-02T03:04:05.678Z',
        tools: { components: [{ type: 'application', name: 'supermin', version: '6.0.0' }] },
        component: { type: 'operating-system', 'bom-ref': 'subject', name: 'out' },
      },
      components: [
        {
          ...{ type: 'library', 'bom-ref': 'package:libc6:i386', name: 'libc6', version: '2.36-9' },
          purl: 'pkg:deb/debian/libc6@2.36-9?arch=i386',
          properties: [
            { name: 'supermin:source:name', value: 'glibc' },
            { name: 'supermin:source:version', value: '2.36' },
          ],
          components: [component('/lib/b', 'b'), component('/lib/a', 'a')],
        },
        { type: 'library', 'bom-ref': 'package:unknown_1_all', name: 'unknown_1_all' },
        component('/init', 'c'),
      ],
      dependencies: [
        { ref: 'subject', dependsOn: ['package:libc6:i386', 'package:unknown_1_all'] },
      ],
    });
  });

  it('says nothing of what is not known: its JSON has no field without a value', () => {
    const [, bare] = (cyclonedx(sbomOf()) as { components: object[] }).components;
    expect(Object.keys(bare!)).toEqual(['type', 'bom-ref', 'name']);
  });

  it('of nothing: no components, and dependencies on nothing', () => {
    expect(cyclonedx(sbomOf({ packages: [], files: [] }))).toMatchObject({
      components: [],
      dependencies: [{ ref: 'subject', dependsOn: [] }],
    });
  });
});
