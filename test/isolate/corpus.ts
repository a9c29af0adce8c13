import type { Files } from '../rig/project.ts'

/** Every way in which a function reads, says, makes or fails something. `option` is one of each. */
export const corpus = (option: string): Files => ({
  'assets.config.ts': `
import { defineProject, resource } from 'assetstore'
const project = defineProject({
  assets: () => import('./assets/index.ts'),
  resources: {
    plain: { size: 3 },
    opened: resource({ open: ({ env }) => ({ url: env('SOME_URL', 'none'), at: 1 }) }),
  },
})
export default project
export const { asset, source, check, effect } = project
`,
  'src/late.ts': "export const text = 'late'\n",
  'src/shared.ts':
    "export const shout = (text: string) => text.toUpperCase()\nexport class HttpError extends Error { status = 503; code = 'E_HTTP' }\n",
  'assets/index.ts': `
import { setTimeout as sleep } from 'node:timers/promises'
import { tableFromArrays } from ${JSON.stringify(import.meta.resolve('apache-arrow'))}
import { CamelCasePlugin, DummyDriver, Kysely, PostgresAdapter, PostgresIntrospector, PostgresQueryCompiler } from ${JSON.stringify(import.meta.resolve('kysely'))}
import { z } from ${JSON.stringify(import.meta.resolve('zod'))}
import { asset, check, effect, source } from '#project'
import { addMetadata, rules, sql } from 'assetstore'
import { called } from '../rig.ts'
import { HttpError, shout } from '../src/shared.ts'

export const raw = asset(function* () {
  for (let id = 0; id < 3000; id++)
    yield { id, big: BigInt(id) ** 2n, text: 't' + id, at: new Date(id * 1000), vector: Float32Array.from([id, 0.5]), nested: id % 3 ? null : { tags: ['a', null], deep: { on: id % 2 === 0 } }, bytes: Buffer.from([id % 256]), ...(id % 2 ? {} : { maybe: id / 3 }) }
})
export const typed = asset(({ raw }) => sql\`select id, date '2026-01-01' + id::int as day, id::decimal(9, 2) as price, at::timestamptz as zoned, gen_random_uuid()::varchar is not null as has from \${raw} where id < 40\`)

// Reading and making.
export const seen = source({ ${option} observe: () => 1 }, async () => { await called('seen'); return [{ id: 1, at: new Date(5) }] })
export const copied = asset({ ${option} }, async function* ({ raw }) { await called('copied'); for await (const row of raw) yield row })
export const reused = asset({ ${option} }, function* () { const vector = new Float32Array(1), bytes = Buffer.alloc(1), at = new Date(0), row = { id: 0, tags: ['a'], meta: { x: 0 }, vector, at, bytes }; for (let id = 0; id < 4; id++) { row.id = row.meta.x = vector[0] = bytes[0] = id; row.tags[0] = 'a' + id; at.setTime(id); yield id === 2 ? { ...row, bytes: null } : row } })
export const dates = asset({ ${option} }, async ({ typed }) => { await called('dates'); return (await typed.all()).map((row) => ({ ...row, id: row.id * 2 })) })
export const narrow = asset({ ${option} }, async ({ raw }) => { await called('narrow'); return (await raw.pick('id', 'text').where(sql\`id % 2 = \${1n}\`).all()).map(({ id, text }) => ({ id, text: shout(text) })) })
export const counted = asset({ ${option} }, ({ raw }) => [{ count: raw.count, columns: raw.columns.map(({ name, type }) => name + ' ' + type).join(), isFile: raw.path.endsWith('.parquet') }])
export const one = asset({ ${option} }, () => ({ id: 1 }))
export const none = asset({ ${option} schema: z.object({ id: z.string(), n: z.number() }) }, () => [])
export const joined = asset({ ${option} }, ({ raw, narrow }) => sql\`select r.id, n.text from \${raw.where(sql\`id < 10\`)} r left join \${narrow} n using (id)\`)
export const built = asset({ ${option} }, ({ raw }) => new Kysely<any>({ dialect: { createAdapter: () => new PostgresAdapter(), createDriver: () => new DummyDriver(), createIntrospector: (db) => new PostgresIntrospector(db), createQueryCompiler: () => new PostgresQueryCompiler() } }).selectFrom('raw').select('id').where('id', '>', 2990))
export const arrow = asset({ ${option} }, () => tableFromArrays({ id: Int32Array.from([1, 2]), text: ['a', 'b'] }))
export const given = asset({ ${option} }, ({ raw }) => raw)
export const mapped = asset({ ${option} }, ({ raw, one }) => raw.pick('id', 'text').where(sql\`id < 500\`).map({ key: 'id', lookups: [one] }, async (row) => { addMetadata({ rows: 1 }); return { ...row, long: row.text.length } }))
export const batched = asset({ ${option} }, ({ raw }) => raw.pick('id', 'at').mapBatches({ size: 64, concurrency: 3 }, (rows) => rows.map(({ at, ...row }) => ({ ...row, at, half: Buffer.from([row.id % 256]) }))).pick('id', 'half'))
export const flat = asset({ ${option} }, ({ raw }) => raw.pick('id').flatMap(function* ({ id }) { if (id % 100 === 0) yield { id }, yield { id: id + 1 } }))
export const kept = asset({ ${option} schema: z.object({ id: z.number().max(2990), text: z.string() }), onInvalid: 'quarantine' }, async function* ({ raw }) { for await (const { id, text } of raw.pick('id', 'text')) yield { id, text } })
export const refused = asset({ ${option} }, async ({ kept }) => { const rows = []; for await (const row of kept.rejected()) rows.push({ text: String(Object.keys(row)) }); return rows })
export const aside = asset({ ${option} }, ({ raw }) => raw.pick('id').map({ onRowError: 'quarantine' }, ({ id }) => { if (id % 1000 === 7) throw new HttpError('row ' + id); return { id } }))
export const again = asset({ ${option} schema: z.object({ n: z.number() }), previous: true }, async (_, { previous }) => [{ n: previous === undefined ? 0 : (await previous.all())[0].n + 1 }])

// What is read beside, and said.
export const variables = asset({ ${option} }, (_, { env, opened, plain, run, partition }) => [{ url: opened.url, home: env('CORPUS_HOME', 'x'), secret: env.secret('CORPUS_SECRET').length, size: plain.size, run: run.id.length, key: partition.key }])
export const clock = asset({ ${option} }, (_, { now }) => [{ year: now.getFullYear() > 2000 }])
export const lines = asset({ ${option} }, async (_, { log }) => { console.log('printed %s', 'here'); console.error('to stderr'); process.stdout.write('half a '); await sleep(1); log.warn('warned'); process.stdout.write('line\\nlast'); addMetadata({ tokens: 2, model: 'm' }); addMetadata({ tokens: 3 }); return [{ id: 1 }] })
export const imported = asset({ ${option} }, async () => { const { text } = await import('../src/late.ts'); return [{ text }] })
export const texts = asset({ ${option} }, () => [{ text: String(shout).length }])

// Failing.
export const thrown = asset({ ${option} }, () => { throw new HttpError('no answer', { cause: new TypeError('fetch failed') }) })
export const text = asset({ ${option} }, () => { throw 'a text' })
export const plainly = asset({ ${option} }, () => { throw { status: 1 } })
export const many = asset({ ${option} }, () => { throw new AggregateError([new Error('a'), new RangeError('b')], 'both') })
export const missing = asset({ ${option} }, (_, { env }) => [{ a: env('NOT_THERE') }])
export const secret = asset({ ${option} }, (_, { env }) => { throw new Error('refused ' + env.secret('CORPUS_SECRET')) })
export const exits = asset({ ${option} }, () => { process.exit(3) })
export const waits = asset({ ${option} }, async () => { await new Promise(() => undefined); return [] })
export const stray = asset({ ${option} }, async () => { setTimeout(() => { throw new Error('in a callback') }, 1); await sleep(2000); return [] })
export const rejected = asset({ ${option} }, async () => { Promise.reject(new HttpError('nobody waits')); await sleep(2000); return [] })
export const nothing = asset({ ${option} }, () => undefined as any)
export const strange = asset({ ${option} }, () => [{ id: 1 }, { id: 2, of: new URL('http://localhost') }] as any)
export const functions = asset({ ${option} }, () => [{ id: () => 1 }] as any)
export const maps = asset({ ${option} }, () => [{ id: new Map([[1, 2]]) }] as any)
export const symbols = asset({ ${option} }, () => [{ id: Symbol('x') }] as any)
export const cyclic = asset({ ${option} }, () => { const row: any = { id: 1 }; row.self = row; return [row] })
export const instances = asset({ ${option} }, () => [new HttpError('a row')] as any)
export const mixed = asset({ ${option} }, () => [{ id: 1 }, { id: 'a' }] as any)
export const sparse = asset({ ${option} }, () => [{ list: [1, , 3] }] as any)
export const returnedRow = asset({ ${option} }, function* () { yield { id: 1 }; return { id: 2 } })
export const returnedRows = asset({ ${option} }, async function* () { yield { id: 1 }; return [{ id: 2 }] })
export const returnedFlat = asset({ ${option} }, ({ raw }) => raw.pick('id').flatMap(function* ({ id }) { yield { id }; return { id } }))
export const halfway = asset({ ${option} }, async function* ({ raw }) { for await (const row of raw) { if (row.id === 2100) throw new HttpError('at ' + row.id); yield { id: row.id } } })
export const inRow = asset({ ${option} }, ({ raw }) => raw.pick('id').map({ key: 'id' }, ({ id }) => { if (id === 77) throw new HttpError('row function'); return { id } }))
export const inBatch = asset({ ${option} }, ({ raw }) => raw.pick('id').mapBatches({ size: 10 }, (rows) => rows.slice(1)))
export const within = asset({ ${option} }, async ({ raw }) => { const rows = []; for await (const row of raw.map({ key: 'id' }, ({ id }) => { if (id === 5) throw new Error('inside'); return { id } })) rows.push(row); return rows })
export const badSql = asset({ ${option} }, ({ raw }) => sql\`select nope from \${raw}\`)
export const badPick = asset({ ${option} }, ({ raw }) => raw.pick('nope' as any))
export const noParts = asset({ ${option} }, ({ raw }) => [...raw.partitions()] as any)
export const noRejected = asset({ ${option} }, ({ raw }) => raw.rejected())
export const tried = asset({ ${option} retries: { attempts: 3, delay: 1, jitter: 0, factor: 1 } }, async () => { await called('tried'); throw new HttpError('each time') })
export const notTried = asset({ ${option} }, ({ raw }) => raw.pick('id').map({ retries: { attempts: 3, delay: 1, when: (error: any) => error.status !== 503 } }, async ({ id }) => { await called('notTried'); throw new HttpError('once') }))
export const slow = asset({ ${option} timeout: 50 }, async (_, { signal }) => { await sleep(60_000, undefined, { signal }); return [] })

// Checks and effects.
export const returnedWanted = effect({ ${option} target: { sync: async (wanted: any) => { let rows = 0; for await (const _ of wanted) rows++; return { rows } } } as any }, function* () { yield { id: 1 }; return { id: 2 } } as any)
export const isRight = check({ ${option} }, async ({ narrow }) => (await narrow.all()).length === 1500)
export const isWrong = check({ ${option} severity: 'warn' }, ({ narrow }) => ({ passed: false, message: 'too few', rows: [{ id: 1, at: new Date(0) }], metadata: { n: 2 } }))
export const byQuery = check({ ${option} severity: 'warn' }, ({ narrow }) => sql\`select * from \${narrow} where id < 6\`)
export const byRules = check({ ${option} severity: 'warn' }, ({ narrow, raw }) => rules(narrow, { unique: ['id'], not_null: ['text'], accepted_values: { text: ['T1'] }, relationships: { id: raw.pick('id') } }))
export const byThrow = check({ ${option} severity: 'warn' }, ({ narrow }) => { throw new HttpError('no verdict') })
export const told = effect({ ${option} }, async ({ narrow }, { key, verify, env, progress }) => { progress(2); return { count: narrow.count, key, verify, url: env('CORPUS_URL', 'u') } })
export const target = effect({ ${option} target: { sync: async (wanted: any, { key }: any) => { const rows = []; for await (const row of wanted) rows.push(row); return { rows: rows.length, first: rows[0].text, key } } } as any }, ({ narrow }) => narrow.pick('text').where(sql\`id < 100\`))
export const late = effect({ ${option} }, (_, { key, env }) => { void key; const name = 'TOO_' + 'LATE'; return { key, value: env(name, 'x') } })
`,
})
