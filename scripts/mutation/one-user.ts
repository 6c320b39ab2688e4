import { isMainThread } from 'node:worker_threads';
import { getCurrentTest } from 'vitest/suite';

// Stryker runs tests in threads, which cannot become another user: a test that wants to is skipped.
if (!isMainThread) {
  const skip = () => getCurrentTest()?.context.skip('a thread cannot become another user');
  Object.assign(process, { setgroups: skip, setegid: skip, seteuid: skip });
}
