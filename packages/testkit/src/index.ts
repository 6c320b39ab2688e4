export { backendChecks } from './backend/checks.ts';
export type { BackendSubject, ExpectedPackage } from './backend/subject.ts';
export { testBackend } from './backend/test-backend.ts';
export type { Check } from './support/check.ts';
export { type Listed, type Listing, listDirectory } from './support/listing.ts';
export type { Runner } from './support/runner.ts';
export { writerChecks } from './writer/checks.ts';
export type { Feature, WriterSubject } from './writer/subject.ts';
export { testWriter } from './writer/test-writer.ts';
