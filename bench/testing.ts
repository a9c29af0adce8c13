/**
 * `run` of `assetstore/testing` over small tables: a query, a generator, a query row by row and a check, each asked many times in one
 * process. The median of each is told; the first call, which loads the package and opens DuckDB, is told by itself. Run it with
 * `node bench/testing.ts [rounds]` after `npm run build`.
 */
// As its users have it: the sources would be stripped of their types first, which takes longer than all else.
import { defineProject, sql } from 'assetstore'
import { run } from 'assetstore/testing'
import { median } from './lib/processes.ts'

const rounds = Number(process.argv[2] ?? 50)
const limitMs = 20
// biome-ignore lint/suspicious/noExplicitAny: the rows are those that are given
const { asset, check } = defineProject({ assets: async (): Promise<any> => ({}) })
const sentences = Array.from({ length: 10 }, (_, n) => ({ path: `note-${n % 3}`, text: `the words of sentence ${n}` }))
const given = { sentences }

const cases = {
  query: asset(({ sentences }) => sql<object>`select path, count(*) as n from ${sentences} group by path`),
  generator: asset(async function* ({ sentences }) {
    for await (const { path } of sentences) yield { path }
  }),
  'row by row': asset(({ sentences }) => sentences.map({ key: 'text' }, (row: object) => row)),
  check: check(({ sentences }) => sql`select * from ${sentences} where text = ''`),
}

const began = performance.now()
await run(cases.query, { given })
console.log(`the first call, which opens DuckDB: ${(performance.now() - began).toFixed(0)} ms`)
for (const [name, definition] of Object.entries(cases)) {
  const times: number[] = []
  for (let round = 0; round < rounds; round += 1) {
    const start = performance.now()
    await run(definition, { given })
    times.push(performance.now() - start)
  }
  const ms = median(times)
  console.log(`${name}, ${sentences.length} rows: ${ms.toFixed(1)} ms (limit ${limitMs})`)
  if (ms > limitMs) process.exitCode = 1
}
