// biome-ignore-all assist/source/organizeImports: the table of contents goes upstream first
export * from './documents.ts'
export * from './trio.ts'
export * from './orders.ts'
export * from './same.ts'
