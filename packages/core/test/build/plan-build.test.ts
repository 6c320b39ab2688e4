import { readdirSync } from 'node:fs';
import { archive } from '@supermin/test-support/archive';
import { openScratchFiles, scratchDirectory, writeFiles } from '@supermin/test-support/scratch';
import { describe, expect, it } from 'vitest';
import { type PlanOptions, planBuild } from '../../src/build/plan-build.ts';
import type { SuperminEvent } from '../../src/events/event.ts';
import { readContent } from '../../src/tree/content.ts';
import type { FileNode } from '../../src/tree/node.ts';
import { distribution, type Installed } from '../support/distribution.ts';

const PACKAGES: Record<string, Installed> = {
  bash: { needs: ['libc'], files: ['/bin/bash', '/etc/bashrc', '/usr/share/doc/bash'] },
  libc: { files: ['/lib/libc.so'] },
};

/** An appliance of a package, a file of the host and a base archive, without documentation. */
function scene(more: Record<string, string | Buffer> = {}) {
  const { host, root, backend } = distribution(PACKAGES);
  writeFiles(root, { 'opt/a': 'a' });
  const input = scratchDirectory({
    packages: 'bash\n',
    hostfiles: '/opt/*\n',
    excludefiles: '-/usr/share/doc/*\n',
    'base.tar': archive([{ name: './etc/bashrc', content: 'base' }]),
    ...more,
  });
  const temporaryDirectory = scratchDirectory();
  const events: SuperminEvent[] = [];
  const options: PlanOptions = {
    backend,
    host,
    family: 'test/test',
    inputs: [input],
    temporaryDirectory,
    report: (event) => void events.push(event),
  };
  return { options, root, temporaryDirectory, input };
}

const paths = (tree: Awaited<ReturnType<typeof planBuild>>['tree']) =>
  [...tree.walk()].map(({ path }) => path);

describe('planBuild', () => {
  it('tells what a build would write: files of packages, of the host and of base archives', async () => {
    const { options } = scene();
    const { tree, contents, database, close } = await planBuild(options);
    expect(paths(tree)).toEqual(
      expect.arrayContaining(['/bin/bash', '/etc/bashrc', '/lib/libc.so', '/opt/a']),
    );
    expect(paths(tree)).not.toContain('/usr/share/doc/bash');
    expect(contents.map((each) => each.package.name)).toEqual(['bash', 'libc']);
    expect(tree.packages.map(({ name }) => name)).toEqual(['bash', 'libc']);
    expect(database.find('libc')).toHaveLength(1);
    close();
  });

  it('writes nothing', async () => {
    const { options, input, root, temporaryDirectory } = scene();
    const before = [input, root].map((directory) => readdirSync(directory));
    const { close } = await planBuild(options);
    close();
    expect([input, root].map((directory) => readdirSync(directory))).toEqual(before);
    expect(readdirSync(temporaryDirectory)).toEqual([]);
  });

  it('what is kept of a large base archive can be read until the plan is closed', async () => {
    const large = archive([{ name: 'large', content: 'x'.repeat(17 << 20) }]);
    const { options } = scene({ 'large.tar': large });
    const { tree, close } = await planBuild(options);
    const { content } = tree.lookup('/large') as FileNode;
    expect(content.kind).toBe('descriptor');
    expect(openScratchFiles()).toHaveLength(1);
    expect(readContent(content, 0, 3).toString()).toBe('xxx');
    close();
    expect(openScratchFiles()).toEqual([]);
  });

  it('takes the options of a build', async () => {
    const { options } = scene();
    const planned = await planBuild({
      ...options,
      includeConfig: true,
      includePackagelist: true,
      sourceDateEpoch: 1000,
    });
    planned.close();
    expect(planned.tree.lookup('/etc/bashrc')).toMatchObject({ content: { kind: 'path' } });
    const list = planned.tree.lookup('/packagelist');
    expect(list).toMatchObject({ mtime: 1000, mode: 0o644 });
    const { content } = list as { content: { bytes: Uint8Array } };
    expect(Buffer.from(content.bytes).toString()).toBe('bash_1_all\nlibc_1_all\n');
    for (const { node } of planned.tree.walk()) expect(node.mtime).toBeLessThanOrEqual(1000);
  });

  it('may get its backend when it is needed', async () => {
    const { options } = scene();
    const { backend } = options;
    const planned = await planBuild({ ...options, backend: async () => backend as never });
    expect(paths(planned.tree)).toContain('/bin/bash');
    planned.close();
  });

  it('unknown packages are passed over, or an error with strict', async () => {
    const { options } = scene({ packages: 'bash\nnone\n' });
    const planned = await planBuild(options);
    expect(paths(planned.tree)).toContain('/bin/bash');
    planned.close();
    await expect(planBuild({ ...options, strict: true })).rejects.toMatchObject({
      code: 'PACKAGES_MISSING',
      message: expect.stringContaining('none'),
    });
  });

  it('fails as a build does, and leaves nothing behind', async () => {
    const { options, temporaryDirectory } = scene({ 'broken.tar': Buffer.from('\x1f\x8bxx') });
    await expect(planBuild(options)).rejects.toMatchObject({
      message: expect.stringContaining('broken.tar'),
    });
    expect(readdirSync(temporaryDirectory)).toEqual([]);
    const gone = planBuild({ ...scene().options, backend: () => Promise.reject(new Error('no')) });
    await expect(gone).rejects.toThrow('no');
  });

  it('a lock in the appliance has to be used', async () => {
    const { options } = scene({ packages: '', 'lock.json': '{"supermin":"lock"}' });
    await expect(planBuild(options)).rejects.toMatchObject({
      code: 'LOCK_UNUSED',
      message: `${options.inputs[0]}/lock.json: the packages of a lock have to be fetched first`,
    });
  });

  it('ends when nobody wants to know any more', async () => {
    const signal = AbortSignal.abort(new Error('enough'));
    await expect(planBuild({ ...scene().options, signal })).rejects.toThrow('enough');
  });
});
