export * from './documents.ts'
export * from './checks.ts'
