export { contextOf } from './context-of.ts';
export { emptyBackend } from './empty-backend.ts';
