import { dirname } from 'node:path'
import { quoteText } from '../../util/sql-text.ts'
import { duck } from './bindings.ts'
import { type Engine, withConnection } from './open.ts'

/** From now on statements of this engine read the given files and nothing else of the machine; it cannot be undone. */
export async function onlyFilesOf(engine: Engine, files: readonly string[]): Promise<void> {
  const folders = [...new Set(files.map((file) => dirname(file)))].map(quoteText)
  await withConnection(engine, async (connection) => {
    await duck.query(connection, `SET allowed_directories = [${folders.join(', ')}]`)
    await duck.query(connection, 'SET enable_external_access = false')
  })
}
