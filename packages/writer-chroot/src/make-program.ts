import { serveJobs } from '@supermin/core/writer';
import { makeBatches } from './write/make-batches.ts';

// The program of the second thread, see write/make-job.ts. It is a file of its own beside the bundle, and loads nothing but
// Node's own modules: it has to run before the first thread is done.
serveJobs(makeBatches);
