import { clockWords } from './clock.ts'
import { type SqlReads, scalarReads, tableReads } from './functions.ts'

/**
 * As `inspectSql`, from the words alone, for the few statements that DuckDB parses without giving a tree. A name that
 * is called counts whatever it refers to: too much is found rather than too little.
 */
export function lexicalReads(text: string, sightings: Readonly<Record<SqlReads, Set<string>>>): void {
  const words = text.replaceAll(/--[^\n]*|\/\*[\s\S]*?\*\//g, ' ')
  for (const [, file = ''] of words.matchAll(/\b(?:from|join)\s+'((?:[^']|'')*)'/gi)) sightings.files.add(file)
  const names = words.replaceAll(/'(?:[^']|'')*'|(\$\w*\$)[\s\S]*?\1/g, ' ')
  for (const [, name = ''] of names.matchAll(/\b([a-z_]\w*)\s*\(/gi)) {
    const called = name.toLowerCase()
    const reads = scalarReads(called, 1) ?? (isReader(called) ? tableReads(called) : undefined)
    if (reads !== undefined) sightings[reads].add(called)
  }
  for (const [word] of names.matchAll(/\b[a-z_]+\b/gi)) {
    if (clockWords.has(word.toLowerCase())) sightings.clock.add(word.toLowerCase())
  }
}

const isReader = (name: string): boolean => /^(?:read_|parquet_|sniff_|duckdb_|pragma_)|^glob$|_scan$/.test(name)
