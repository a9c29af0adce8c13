/**
 * `validateBatch` beside zod's `safeParse` in a bare loop that sorts as well: a million records, one in twenty invalid, all errors collected.
 * In turn, so that a slow moment meets both; the median of each is told. Run it with `node bench/validate.ts [records]`.
 */
import { z } from 'zod'
import { validateBatch } from '../src/define/validation/validate-batch.ts'
import { median } from './lib/processes.ts'

const count = Number(process.argv[2] ?? 1_000_000)
const schema = z.object({
  id: z.string().min(1),
  content: z.string().min(5),
  source: z.string(),
  words: z.number().int().nonnegative(),
})
const records = Array.from({ length: count }, (_, n) => ({
  id: `record-${n}`,
  content: n % 20 === 0 ? '' : `the ${n}th record`,
  source: 'bench',
  words: n % 40 === 0 ? -1 : n,
}))

function bareLoop(): number {
  const valid: unknown[] = []
  const invalid: unknown[] = []
  for (const record of records) {
    const result = schema.safeParse(record)
    if (result.success) valid.push(result.data)
    else invalid.push({ record, errors: result.error.issues })
  }
  return invalid.length
}
const batch = (): number => validateBatch(records, schema).invalid.length

const times = { bare: [] as number[], batch: [] as number[] }
for (let round = -1; round < 5; round += 1) {
  for (const [name, work] of [['bare', bareLoop] as const, ['batch', batch] as const]) {
    globalThis.gc?.()
    const began = performance.now()
    if (work() !== Math.ceil(count / 20)) throw new Error('it does not find the records that are invalid')
    if (round >= 0) times[name].push(performance.now() - began)
  }
}
const [bareMs, batchMs] = [median(times.bare), median(times.batch)]
console.log(
  `${count} records, 5 % invalid: zod in a bare loop ${bareMs.toFixed(0)} ms, validateBatch ${batchMs.toFixed(0)} ms`,
)
console.log(`${(batchMs / bareMs).toFixed(2)} times the bare loop (limit 1.30)`)
if (batchMs / bareMs > 1.3) process.exitCode = 1
