export { contextOf } from './context-of.ts';
export { emptyBackend } from './empty-backend.ts';
export { INSPECT_CONTEXT } from './inspect-context.ts';
