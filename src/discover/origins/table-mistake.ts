import type { SourceOrigin } from '../../define/definition.ts'
import { AssetError } from '../../errors.ts'
import { matchFiles } from '../observe/match-files.ts'
import { csvMistake } from './csv-mistake.ts'
import { tableFormat } from './table-statement.ts'

/**
 * What is wrong with a data file, where DuckDB refused to read it: the user wrote no SQL, and is to be led to the file and its line.
 * Everything else passes as it is.
 */
export async function tableMistake(
  root: string,
  origin: Extract<SourceOrigin, { readonly type: 'table' }>,
  error: unknown,
): Promise<unknown> {
  if (!AssetError.is(error) || error.code !== 'ASSET_SQL') return error
  const paths = await matchFiles(root, origin.glob)
  if (tableFormat(origin, paths) === 'csv') {
    for (const path of paths) {
      const found = await csvMistake(root, path)
      if (found !== undefined) return found
    }
  }
  const sentence = error.message.replace(/^the sql of .*? fails(?: in line \d+)?: /, '').split(';', 1)[0] as string
  return new AssetError({
    code: 'ASSET_VALUE',
    message: `a data file cannot be read: ${sentence}`,
    facts: { ...error.facts, files: paths },
    fix: 'mend the file, leave it out of the glob, or say how it is written with { format }',
    cause: error,
  })
}
