import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { scratchDirectory } from '@supermin/test-support/scratch';
import { describe, expect, it } from 'vitest';
import { type ArtifactOptions, contextOf } from '../../src/artifact/artifact-options.ts';
import { fetchArtifact, findArtifact } from '../../src/artifact/fetch-artifact.ts';
import { parseArtifactReference } from '../../src/artifact/reference.ts';
import type { SuperminEvent } from '../../src/events/event.ts';
import { sha256Digest } from '../../src/oci/descriptor.ts';
import { ImageLayout } from '../../src/oci/index.ts';
import type { RunOptions, RunResult } from '../../src/process/run-options.ts';
import { artifactManifest, fileOf, TYPES } from '../support/artifacts.ts';

const TEXTS = { packages: 'bash\n', hostfiles: '/etc/passwd\n/etc/group\n' };

const MANIFEST = artifactManifest(
  Object.entries(TEXTS).map(([name, text]) => {
    const bytes = Buffer.from(text);
    return fileOf(name, { digest: sha256Digest(bytes), size: bytes.length });
  }),
);
const BYTES = Buffer.from(JSON.stringify(MANIFEST));
const DIGEST = sha256Digest(BYTES);
const NOTHING = Buffer.alloc(0);

/** A registry with one artifact, in the place of skopeo and the network. @param result how skopeo ends, if not well */
function fixture(options: ArtifactOptions = {}, result: Partial<RunResult> = {}) {
  const runs: { program: string; args: readonly string[]; cwd: string }[] = [];
  const events: SuperminEvent[] = [];
  const temporaryDirectory = scratchDirectory();
  const run = async (program: string, args: readonly string[], how?: RunOptions) => {
    const cwd = how!.cwd!;
    runs.push({ program, args, cwd });
    expect(how).toMatchObject({ limit: 4 << 20, signal: expect.anything() });
    const layout = args.includes('copy') ? ImageLayout.create(cwd) : undefined;
    for (const text of Object.values(TEXTS)) layout?.putBytes(TYPES.file, Buffer.from(text));
    return { status: 0, stdout: BYTES, stderr: NOTHING, ...result };
  };
  const report = (event: SuperminEvent) => void events.push(event);
  const context = contextOf({ temporaryDirectory, host: { run }, report, ...options });
  const find = (name: string) => findArtifact(parseArtifactReference(name), context);
  return { context, runs, events, temporaryDirectory, find };
}

describe('an artifact of a registry', () => {
  it('is found by its manifest alone', async () => {
    const { find, runs, temporaryDirectory } = fixture();
    const artifact = await find('r.example/tools:1');
    expect(artifact).toMatchObject({ digest: DIGEST, reference: { version: ':1' } });
    expect(artifact.files.map(({ name }) => name)).toEqual(['packages', 'hostfiles']);
    expect(runs.map(({ program, args }) => [program, ...args])).toEqual([
      ['skopeo', 'inspect', '--raw', 'docker://r.example/tools:1'],
    ]);
    expect(runs[0]!.cwd.startsWith(`${temporaryDirectory}/`)).toBe(true);
    expect(readdirSync(temporaryDirectory)).toEqual([]);
  });

  it('has the digest that it is asked for by', async () => {
    const { find } = fixture();
    expect(await find(`r.example/tools@${DIGEST}`)).toMatchObject({ digest: DIGEST });
    await expect(find(`r.example/tools@sha256:${'0'.repeat(64)}`)).rejects.toMatchObject({
      code: 'ARTIFACT_REFUSED',
      message: expect.stringContaining('the manifest is not what its digest says'),
    });
  });

  it('is fetched by its digest, whatever the tag is by then, and no blob is larger than told', async () => {
    const { context, find, runs, temporaryDirectory } = fixture();
    const artifact = await find('r.example/tools:1');
    const directory = scratchDirectory();
    await fetchArtifact(artifact, directory, context);
    expect(readdirSync(directory).sort()).toEqual(['hostfiles', 'packages']);
    for (const [name, text] of Object.entries(TEXTS)) {
      expect(readFileSync(join(directory, name), 'utf8')).toBe(text);
    }
    expect([runs[1]!.program, ...runs[1]!.args]).toEqual([
      ...['prlimit', `--fsize=${TEXTS.hostfiles.length + 2 ** 26}`, '--core=0', '--', 'skopeo'],
      ...['copy', '--quiet', '--preserve-digests', '--remove-signatures'],
      ...[`docker://r.example/tools@${DIGEST}`, 'oci:.:appliance'],
    ]);
    expect(readdirSync(temporaryDirectory)).toEqual([]);
  });

  it('is asked for without TLS if that may be', async () => {
    const { context, find, runs } = fixture({ insecure: true });
    await fetchArtifact(await find('r.example/tools:1'), scratchDirectory(), context);
    expect(runs[0]!.args).toContain('--tls-verify=false');
    expect(runs[1]!.args).toContain('--src-tls-verify=false');
  });

  it('is not there: what skopeo says is told', async () => {
    const stderr = Buffer.from('level=fatal msg="manifest unknown"');
    const { find, temporaryDirectory } = fixture({}, { status: 1, stderr });
    await expect(find('r.example/tools:1')).rejects.toMatchObject({
      code: 'ARTIFACT_TRANSPORT',
      message: expect.stringMatching(/r\.example\/tools:1: skopeo failed: manifest unknown$/),
    });
    expect(readdirSync(temporaryDirectory)).toEqual([]);
  });

  it('has no room here: that is said of this machine', async () => {
    const stderr = Buffer.from('write x: no space left on device');
    const { find } = fixture({}, { status: 1, stderr });
    await expect(find('r.example/tools:1')).rejects.toMatchObject({ code: 'NO_SPACE' });
  });

  it('takes a time that is reported', async () => {
    const { context, events, find } = fixture();
    await fetchArtifact(await find('r.example/tools:1'), scratchDirectory(), context);
    const text = JSON.stringify(events);
    expect(text).toContain('look at the manifest');
    expect(text).toContain('pull');
  });
});
