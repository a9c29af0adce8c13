import { someFiles } from '../union-columns.ts'
import type { CsvHead } from './csv-head.ts'

const most = 5

/**
 * A column without a name is read, since many tools write row numbers so. A warning gives the name that it got.
 */
export function tellNameless(heads: readonly CsvHead[], warn: (message: string) => void): void {
  const nameless = heads.flatMap(({ path, nameless }) => nameless.map((index) => ({ index, path })))
  const columns = [...Map.groupBy(nameless, ({ index }) => index)]
  for (const [index, files] of columns.slice(0, most)) {
    const has = `${someFiles(files.map(({ path }) => path))} ${files.length === 1 ? 'has' : 'have'}`
    const cure = 'write one into the header, or name every column with { header: false, skip, columns }'
    warn(`${has} no name for the column ${index + 1}, which is called "column${index}": ${cure}`)
  }
  if (columns.length > most) warn(`and ${columns.length - most} more columns have no name`)
}
