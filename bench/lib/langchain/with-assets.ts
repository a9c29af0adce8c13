import { spawnSync } from 'node:child_process'
import { cpSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type BenchProject, benchProject, repository } from '../many-assets.ts'
import type { Speech } from './corpus.ts'

export interface AssetsRun {
  /** Speeches that were cut into chunks. */
  readonly cut: number
  /** Texts that the embedder was called with. */
  readonly embedded: number
  readonly upserted: number
  readonly deleted: number
}
export interface AssetsSide extends Disposable {
  /** Writes the speeches and runs `assets materialize` to its end. */
  run(speeches: readonly Speech[]): AssetsRun
  /** Replaces a piece of the chunker's code. */
  editChunker(from: string, to: string): void
}

const command = join(repository, 'dist/bin.js')
const speechesFile = 'data/speeches.ndjson'
const chunkerFile = 'assets/text/chunk.ts'
/** A line a call of the embedder: how many texts it had. */
const callsFile = 'embedder-calls.log'

/** A project with the chunker of the example, an embedder that counts, and an index. */
export function withAssets(): AssetsSide {
  const project = benchProject()
  cpSync(join(repository, 'assets/text'), join(project.folder, 'assets/text'), { recursive: true })
  cpSync(new URL('./hash-embedder.ts', import.meta.url), join(project.folder, 'hash-embedder.ts'))
  project.write('assets.config.ts', config)
  project.write('embedder.ts', countingEmbedder)
  project.write('assets/index.ts', assets)
  return {
    run: (speeches) => runOnce(project, speeches),
    editChunker(from, to) {
      const code = readFileSync(join(project.folder, chunkerFile), 'utf8')
      if (!code.includes(from)) throw new Error(`the chunker has no ${from}`)
      project.write(chunkerFile, code.replace(from, to))
    },
    [Symbol.dispose]: () => project[Symbol.dispose](),
  }
}

function runOnce(project: BenchProject, speeches: readonly Speech[]): AssetsRun {
  project.write(speechesFile, speeches.map((speech) => `${JSON.stringify(speech)}\n`).join(''))
  project.write(callsFile, '')
  const ended = spawnSync(process.execPath, [command, 'materialize', '--json'], {
    cwd: project.folder,
    encoding: 'utf8',
    maxBuffer: 2 ** 28,
  })
  if (ended.status !== 0) throw new Error(`materialize ended with ${ended.status}: ${ended.stdout}${ended.stderr}`)
  const calls = readFileSync(join(project.folder, callsFile), 'utf8').split('\n').filter(Boolean)
  const { steps } = JSON.parse(ended.stdout) as { readonly steps: readonly Step[] }
  return {
    cut: ranStep(steps, 'chunks')?.work?.computed ?? 0,
    embedded: calls.reduce((sum, texts) => sum + Number(texts), 0),
    upserted: ranStep(steps, 'speech_index')?.receipt?.upserted ?? 0,
    deleted: ranStep(steps, 'speech_index')?.receipt?.deleted ?? 0,
  }
}

interface Step {
  readonly asset: string
  readonly outcome: string
  readonly work?: { readonly computed: number }
  readonly receipt?: { readonly upserted: number; readonly deleted: number }
}

/** The step of an asset whose function ran, also where its rows came out the same. The receipt of any other is of an earlier run. */
function ranStep(steps: readonly Step[], asset: string): Step | undefined {
  const step = steps.find((each) => each.asset === asset)
  if (step === undefined) throw new Error(`there is no step of ${asset}`)
  return step.outcome === 'ran' || step.outcome === 'unchanged' ? step : undefined
}

const config = `import { defineProject, resource } from 'assetstore'

const project = defineProject({
  assets: () => import('./assets/index.ts'),
  resources: {
    embed: resource({
      settings: { model: 'hash' },
      open: async () => (await import('./embedder.ts')).countingEmbedder('${callsFile}'),
    }),
  },
})
export default project
export const { asset, source, effect } = project
`

const countingEmbedder = `import { appendFileSync } from 'node:fs'
import { embedByHash } from './hash-embedder.ts'

export const countingEmbedder = (file: string) => (texts: readonly string[]) => {
  appendFileSync(file, texts.length + '\\n')
  return embedByHash(texts)
}
`

/** The title and the year go around the embedder to the index: what is embedded is a chunk's text. */
const assets = `import { sql } from 'assetstore'
import { sqliteIndex, vectorIndex } from 'assetstore/vector-index'
import { asset, effect, source } from '#project'
import { dimensions } from '../hash-embedder.ts'
import { chunkDocument, chunkLimits } from './text/chunk.ts'

export const speeches = source.table('${speechesFile}')

export const chunks = asset(({ speeches }) =>
  speeches.pick('id', 'content').flatMap({ key: 'id' }, (speech) => chunkDocument(speech, chunkLimits)))

export const embedded_chunks = asset(({ chunks }, { embed }) =>
  chunks.pick('chunk_id', 'content').mapBatches({ key: 'chunk_id', size: 100 }, (batch) => {
    const vectors = embed(batch.map((chunk) => chunk.content))
    return batch.map((chunk, index) => ({ ...chunk, embedding: vectors[index] }))
  }))

export const rows_to_find = asset(({ embedded_chunks, chunks, speeches }) => sql\`
  select chunk_id, embedded.content, embedding, title, year
  from \${embedded_chunks} as embedded
  join \${chunks.pick('chunk_id', 'document_id')} as chunks using (chunk_id)
  join \${speeches.pick('id', 'title', 'year')} as speeches on speeches.id = chunks.document_id\`)

const index = sqliteIndex({ file: 'speeches.sqlite', dimensions, metadata: { title: 'text', year: 'number' } })

export const speech_index = effect({ target: vectorIndex({ index }) }, ({ rows_to_find }) =>
  rows_to_find.map(({ chunk_id, content, embedding, title, year }) =>
    ({ id: chunk_id, text: content, vector: embedding, metadata: { title, year: Number(year) } })))
`
