// biome-ignore-all assist/source/organizeImports: the table of contents goes upstream first
export * from './documents.ts'
export * from './checks.ts'
export * from './vector-index.ts'
export * from './by-year.ts'
export * from './index-checks.ts'
