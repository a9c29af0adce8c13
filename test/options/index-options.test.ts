import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import {
  type IndexRow,
  type SearchQuery,
  type ShapeOptions,
  type SqliteOptions,
  search,
  sqliteIndex,
  syncIndex,
  type VectorIndexOptions,
} from '../../src/integrations/vector-index/vector-index.ts'
import type { Project } from '../rig/project.ts'
import { isInstalled } from '../vector-index/place.ts'
import { type Example, ended, holdExample } from './example.ts'

type Options = Omit<SqliteOptions & ShapeOptions, 'file'>
interface IndexExample {
  readonly rows: readonly IndexRow[]
  readonly query: SearchQuery
  readonly beside?: Partial<Options>
  readonly option: Partial<Options>
  /** The ids that are found, or the code of what is wrong. */
  readonly without: unknown
  readonly with: unknown
}

const row = (id: string, vector: readonly number[], more: Partial<IndexRow> = {}): IndexRow => ({ id, vector, ...more })
const two = [row('far', [10, 1]), row('near', [1, 0.5])]
const years = [1962, 1990].map((year) => row(String(year), [1, year], { metadata: { year } }))

/** The file is asked by every other test here, and held by `file`. */
const ofShapes: Record<keyof ShapeOptions, IndexExample> = {
  dimensions: {
    rows: two,
    query: { vector: [1, 0] },
    option: { dimensions: 3 },
    without: ['far', 'near'],
    with: 'INDEX_ROW',
  },
  metric: {
    rows: two,
    query: { vector: [1, 0] },
    option: { metric: 'euclidean' },
    without: ['far', 'near'],
    with: ['near', 'far'],
  },
  metadata: {
    rows: years,
    query: { vector: [1, 0], filter: { year: 1990 } },
    option: { metadata: { year: 'number' } },
    without: 'INDEX_ROW',
    with: ['1990'],
  },
  stemming: {
    rows: [row('a', [1, 1], { text: 'Lower taxes' })],
    query: { text: 'tax' },
    option: { stemming: 'english' },
    without: [],
    with: ['a'],
  },
}

const asset = (given: string, more = ''): readonly string[] => [
  "import { sqliteIndex, vectorIndex } from 'assetstore/vector-index'",
  "export const rows = asset(() => Array.from({ length: process.env.FEW === '1' ? 1 : 10 }, (_, id) => ({ id: String(id), text: 'note', vector: [1, id] })))",
  `const index = sqliteIndex({ file: 'notes.sqlite', dimensions: 2 })${more}`,
  `export const it = effect({ target: vectorIndex({ ${given} }) }, ({ rows }) => rows)`,
]
const found = async (project: Project) => {
  await project.assets('materialize')
  const { hits } = await project.json('search', 'it', 'a question', '-k', '1')
  return hits.map(({ id }: { readonly id: string }) => id)
}
const ofIndexes: Record<keyof VectorIndexOptions<object>, Example> = {
  index: {
    lines: (option) => asset(option || 'index: {} as never'),
    option: 'index',
    see: async (project) => (await ended(project)) === 'ran',
    without: false,
    with: true,
  },
  embed: {
    lines: (option) => asset(`index, ${option}`),
    option: 'embed: () => [0, 1]',
    see: found,
    without: [],
    with: ['9'],
  },
  maxRemoved: {
    lines: (option) => asset(`index, ${option}`),
    option: "maxRemoved: '90%'",
    see: async (project) => {
      await project.assets('materialize')
      const { steps } = JSON.parse(
        (await project.run(['materialize', '--force', '--json'], { env: { FEW: '1' } })).stdout,
      )
      const step = steps.find(({ asset: name }: { readonly asset: string }) => name === 'it')
      return step.error?.code ?? step.outcome
    },
    without: 'INDEX_EMPTIED',
    with: 'ran',
  },
}

describe.skipIf(!isInstalled('sqlite-vec'))('an option of an index changes what it is for:', () => {
  let folder = ''
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'index-options-'))
  })
  afterAll(() => rmSync(folder, { recursive: true }))
  let files = 0

  async function outcome({ rows, query }: IndexExample, options: Partial<Options>): Promise<unknown> {
    const index = sqliteIndex({ file: join(folder, `${++files}.sqlite`), dimensions: 2, ...options })
    try {
      await syncIndex(index, rows)
      return (await search(index, query)).map(({ id }) => id)
    } catch (error) {
      return (error as { readonly code?: string }).code ?? error
    }
  }

  test.each(Object.entries(ofShapes))('%s', async (_, example) => {
    const { beside = {}, option } = example
    expect(await outcome(example, beside)).toEqual(example.without)
    expect(await outcome(example, { ...beside, ...option })).toEqual(example.with)
  })

  test('file', async () => {
    const index = (file: string) =>
      sqliteIndex({ file: join(folder, file), dimensions: 2 } satisfies SqliteOptions & ShapeOptions)
    await syncIndex(index('one.sqlite'), two)
    expect(await search(index('one.sqlite'), { vector: [1, 0] })).toHaveLength(2)
    await expect(search(index('other.sqlite'), { vector: [1, 0] })).rejects.toMatchObject({ code: 'INDEX_UNAVAILABLE' })
  })

  test.each(Object.entries(ofIndexes))('%s', (_, example) => holdExample(example))
})
