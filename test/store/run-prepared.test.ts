import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { duck } from '../../src/table/engine/bindings.ts'
import { type Engine, interruptible, openEngine, withConnection } from '../../src/table/engine/open.ts'
import { runText } from '../../src/table/engine/run-prepared.ts'

const folder = mkdtempSync(join(tmpdir(), 'run-prepared-'))
let several: Engine
let one: Engine
beforeAll(async () => {
  several = await openEngine({ tempFolder: join(folder, 'several'), threads: 2 })
  one = await openEngine({ tempFolder: join(folder, 'one'), threads: 1 })
})
afterAll(() => {
  for (const engine of [several, one]) engine[Symbol.dispose]()
  rmSync(folder, { recursive: true })
})

async function numberOf(engine: Engine, text: string): Promise<number> {
  return withConnection(engine, async (connection) => {
    const chunk = await duck.fetch_chunk(await runText(connection, text))
    if (chunk === null) throw new Error('no row')
    const data = duck.vector_get_data(duck.data_chunk_get_vector(chunk, 0), 8)
    return new DataView(data.buffer, data.byteOffset, 8).getFloat64(0, true)
  })
}
const messageOf = async (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => 'no error',
    (error: unknown) => (error as Error).message,
  )

test('a statement gives the same however many threads the instance has', async () => {
  const rows = fc.integer({ min: 0, max: 400_000 })
  await fc.assert(
    fc.asyncProperty(rows, fc.integer({ min: 1, max: 999 }), async (count, divisor) => {
      const text = `SELECT coalesce(sum(n * place), 0)::DOUBLE FROM (SELECT n, row_number() OVER (ORDER BY n DESC) % 7 AS place FROM (SELECT range % ${divisor} AS n FROM range(${count})))`
      expect(await numberOf(several, text)).toBe(await numberOf(one, text))
    }),
    { numRuns: 20 },
  )
})

test.for([
  "SELECT CASE WHEN range = 900000 THEN error('nine') ELSE 1 END FROM range(1000000)",
  "SELECT ('x' || range)::INTEGER FROM range(300000)",
  'SELECT nothing',
  `COPY (SELECT 1) TO '${join(folder, 'none', 'a.parquet')}'`,
])('one that fails says why in the same words, and the next one runs: %s', async (text) => {
  const fails = (engine: Engine) => withConnection(engine, (connection) => messageOf(runText(connection, text)))
  const told = await fails(several)
  expect(told).toMatch(/nine|Could not convert|nothing|No such file/)
  // Which of the values is named first depends on who reads it.
  const words = (message: string) => message.replaceAll(/'x\d+'/g, "'x'")
  expect(words(told)).toBe(words(await fails(one)))
  expect(await numberOf(several, 'SELECT 42::DOUBLE')).toBe(42)
})

const long = 'SELECT sum(hash(a.range + b.range)) FROM range(100_000_000) AS a, range(1_000) AS b'

test('one is ended by a signal, and by the end of its engine', async () => {
  const control = new AbortController()
  const ended = withConnection(several, (connection) =>
    messageOf(interruptible(connection, control.signal, () => runText(connection, long))),
  )
  setTimeout(() => control.abort(new Error('enough')), 50)
  expect(await ended).toBe('enough')
  const engine = await openEngine({ tempFolder: join(folder, 'closed'), threads: 2 })
  await engine.database()
  const running = withConnection(engine, (connection) => messageOf(runText(connection, long)))
  setTimeout(() => engine[Symbol.dispose](), 50)
  expect(await running).toContain('Interrupted')
})
