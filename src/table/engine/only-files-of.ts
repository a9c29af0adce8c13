import { quoteText } from '../../util/sql-text.ts'
import { duck } from './bindings.ts'
import { type Engine, withConnection } from './open.ts'

/** From now on, statements of this engine can read files in these folders only; this cannot be undone. */
export async function onlyFilesOf(engine: Engine, folders: readonly string[]): Promise<void> {
  await withConnection(engine, async (connection) => {
    await duck.query(connection, `SET allowed_directories = [${folders.map(quoteText).join(', ')}]`)
    await duck.query(connection, 'SET enable_external_access = false')
  })
}
