import { lutimesSync } from 'node:fs';
import {
  type BegunWrite,
  type BytePath,
  displayPath,
  type FileTree,
  type Report,
  refuseUnknownOptions,
  timed,
  toSystemPath,
  type Writer,
  type WriterContext,
} from '@supermin/core';
import { toSystemTime } from './format/timestamp.ts';
import { type LinkMode, parseLinkMode } from './link-mode.ts';
import { type ChrootPlan, planChroot } from './plan/chroot-plan.ts';
import { ChrootAhead } from './write/chroot-ahead.ts';
import { writeChroot } from './write/write-chroot.ts';

/** The tree as files and directories, to be used with chroot(1) or a container. */
export const writer: Writer = {
  name: 'chroot',

  // It makes the directory itself.
  outputs: () => [],

  async inputs({ options }) {
    // An option that makes no sense is an error before anything is read.
    refuseUnknownOptions('writer chroot', options, ['link']);
    return { paths: [], facts: [`link=${parseLinkMode(options.link)}`] };
  },

  async write(tree, directory, context) {
    const begun = begin(directory, context);
    try {
      await begun.write(tree);
    } finally {
      await begun.stop();
    }
  },

  begin: async (directory, context) => begin(directory, context),
};

function begin(directory: BytePath, context: WriterContext): BegunWrite {
  const link = parseLinkMode(context.options.link);
  const ahead = new ChrootAhead(directory, { link, latest: context.sourceDateEpoch });
  return {
    grow: (tree) => ahead.grow(tree),
    write: (tree) => writeAll(tree, directory, { ...context, link, ahead }),
    stop: () => ahead.stop(),
  };
}

async function writeAll(
  tree: FileTree,
  directory: BytePath,
  options: WriterContext & { link: LinkMode; ahead: ChrootAhead },
): Promise<void> {
  const { ahead, report, signal, sourceDateEpoch } = options;
  signal.throwIfAborted();
  report({
    kind: 'message',
    level: 1,
    text: `chroot: copying files to '${displayPath(directory)}'`,
  });
  ahead.grow(tree);
  const plan = await timed(report, 'plan chroot', () => planAround(tree, directory, ahead));
  describe(plan, report);
  await timed(report, 'write chroot', () => writeChroot(plan, directory, options));
  // Else it keeps the time of the build: make(1) and its kin look at it.
  if (sourceDateEpoch !== undefined) {
    const time = toSystemTime(Math.min(plan.root.mtime, sourceDateEpoch));
    lutimesSync(toSystemPath(directory), time, time);
  }
}

/** With what was made, if all of it still belongs where it is. */
async function planAround(
  tree: FileTree,
  directory: BytePath,
  ahead: ChrootAhead,
): Promise<ChrootPlan> {
  const plan = planChroot(tree, directory, ahead.files);
  if (ahead.fits(plan)) return plan;
  await ahead.discard();
  return planChroot(tree, directory);
}

function describe(plan: ChrootPlan, report: Report): void {
  for (const path of plan.sockets) {
    report({
      kind: 'warning',
      text: `${displayPath(path)} is left out of the chroot: it is a socket`,
    });
  }
  for (const path of plan.absoluteLinks) {
    const text = `${displayPath(path)} keeps its absolute target: a relative one would be too long`;
    report({ kind: 'warning', text });
  }
}
