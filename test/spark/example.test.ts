import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { createProject, type Document, repository } from '../rig/project.ts'
import { describePython } from '../rig/python/describe.ts'
import { startSail } from '../rig/python/sail-server.ts'

const folder = join(repository, 'assets/python')
const files = Object.fromEntries(
  globSync(['spark/*', 'data/documents.csv'], { cwd: folder }).map((file) => [
    file,
    readFileSync(join(folder, file), 'utf8'),
  ]),
)

describePython('sail', 'the example of Spark', ({ commands }) => {
  test('embeds documents by a UDF of batches, as a function of TypeScript does', async () => {
    await using server = await startSail(commands)
    const env = { VIRTUAL_ENV: join(commands, '..'), SPARK_REMOTE: server.remote }
    await using project = await createProject(files, { env })
    const { steps } = await project.json('--config', 'spark/assets.config.ts', 'materialize')
    expect(steps.map((step: Document) => [step.asset, step.outcome, step.rows])).toEqual([
      ['raw_documents', 'observed', 5],
      ['clean_documents', 'ran', 3],
      ['embedded_documents', 'ran', 3],
      ['longest_documents', 'ran', 3],
      ['typescript_embedded_documents', 'ran', 3],
      ['embeddings_are_equal', 'ran', undefined],
    ])
  })
})
