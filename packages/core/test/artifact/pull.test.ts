import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { scratchDirectory } from '@supermin/test-support/scratch';
import { describe, expect, it } from 'vitest';
import { type PullOptions, pullAppliance } from '../../src/artifact/pull.ts';
import { sha256Digest } from '../../src/oci/descriptor.ts';
import { ImageLayout } from '../../src/oci/index.ts';
import type { RunOptions } from '../../src/process/run-options.ts';
import { artifactManifest, fileOf, TYPES } from '../support/artifacts.ts';

const TEXT = Buffer.from('bash\n');
const BLOB = { digest: sha256Digest(TEXT), size: TEXT.length };
const MANIFEST = Buffer.from(JSON.stringify(artifactManifest([fileOf('packages', BLOB)])));

/** Pulls from a registry with one artifact, in the place of skopeo and the network. */
async function pull(output: string, options: Partial<PullOptions> = {}, text = TEXT) {
  const runs: string[] = [];
  const run = async (_: string, args: readonly string[], how?: RunOptions) => {
    const [job] = args.filter((each) => ['inspect', 'copy'].includes(each));
    runs.push(job!);
    if (job === 'copy') ImageLayout.create(how!.cwd!).putBytes(TYPES.file, text);
    return { status: 0, stdout: MANIFEST, stderr: Buffer.alloc(0) };
  };
  const temporaryDirectory = scratchDirectory();
  const all = { output, temporaryDirectory, host: { run }, ...options };
  const digest = await pullAppliance('r.example/tools:1', all).catch((error) => {
    throw Object.assign(error, { runs });
  });
  return { digest, runs };
}

describe('a pulled appliance', () => {
  it('is what the registry has; its digest is told', async () => {
    const output = join(scratchDirectory(), 'out');
    expect(await pull(output)).toEqual({
      ...{ digest: sha256Digest(MANIFEST), runs: ['inspect', 'copy'] },
    });
    expect(readdirSync(output)).toEqual(['packages']);
  });

  it.each(['packages', 'base.tar.gz', 'lock.json'])(
    'takes the place of an earlier one, which has %s',
    async (name) => {
      const output = join(scratchDirectory({ [`out/${name}`]: 'old' }), 'out');
      await pull(output);
      expect(readdirSync(output)).toEqual(['packages']);
    },
  );

  it('takes the place of nothing else, unless it is told to; before that nothing is asked for', async () => {
    const output = join(scratchDirectory({ 'out/mine': 'dear' }), 'out');
    await expect(pull(output)).rejects.toMatchObject({ code: 'OUTPUT_OCCUPIED', runs: [] });
    expect(readdirSync(output)).toEqual(['mine']);
    await pull(output, { force: true });
    expect(readdirSync(output)).toEqual(['packages']);
  });

  it('that is not what it should be leaves everything as it was', async () => {
    const top = scratchDirectory({ 'out/packages': 'old', 'out/lock.json': '' });
    const other = Buffer.from('dash\n');
    await expect(pull(join(top, 'out'), {}, other)).rejects.toBeDefined();
    expect(readdirSync(top)).toEqual(['out']);
    expect(readdirSync(join(top, 'out'))).toEqual(['lock.json', 'packages']);
  });

  it('has a name before anything is done', async () => {
    const output = join(scratchDirectory(), 'out');
    await expect(pullAppliance('no name', { output })).rejects.toMatchObject({
      code: 'ARTIFACT_REFERENCE',
    });
  });
});
