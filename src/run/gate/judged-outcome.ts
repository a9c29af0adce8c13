import { rmSync } from 'node:fs'
import type { CountedRows, Judged } from '../../define/foreign/judged-rows.ts'
import { sql } from '../../define/sql.ts'
import type { CheckOutcome } from '../../store/record.ts'
import type { Engine } from '../../table/engine/open.ts'
import { readParquet } from '../../table/engine/parquet.ts'
import { sampleRows } from '../../table/read/sample-rows.ts'
import { type FailingFile, writeFailing } from '../../table/rules/failing-rows.ts'

/** The outcome that a check's result means. */
export interface Judgement {
  readonly outcome: CheckOutcome
  readonly failing?: FailingFile | undefined
}

export interface JudgedWork {
  /** The most failing rows that are shown. */
  readonly limit: number
  /** Whether all failing rows go into a file as well; `always` even if no row fails, since the file has the columns. */
  readonly keep: 'never' | 'some' | 'always'
  /** The check's name, for messages. */
  readonly asset: string
  /** Returns a new path at each call. */
  readonly tmpFile: () => string
}

/** The outcome where rows are counted by other code, or are not kept. The statement runs once. */
export async function judgedOutcome(engine: Engine, judged: Judged, work: JudgedWork): Promise<Judgement> {
  const { rows, isKept, counted } = judged
  const { asset, limit, tmpFile, keep } = work
  if (counted === undefined) {
    const { count = 0, rows: sample = [] } = (await sampleRows(engine, { result: rows, asset, limit })) ?? {}
    const message = `${count} ${count === 1 ? 'row fails' : 'rows fail'}`
    return { outcome: count === 0 ? { passed: true } : { passed: false, message, sample } }
  }
  const failing =
    isKept && keep !== 'never'
      ? await writeFailing(engine, { failing: { query: rows }, asset, tmpFile, empty: true })
      : undefined
  const there =
    failing === undefined || failing.written.isCast ? rows : sql`SELECT * FROM ${sql.raw(readParquet(failing.file))}`
  const sample = await sampleRows(engine, { result: counted.statement(there), asset, limit: 1 })
  return { outcome: outcomeOf(counted, sample?.rows[0] ?? {}), failing: withoutEmpty(failing, keep) }
}

function outcomeOf({ words }: CountedRows, { fails, warns, ...row }: Readonly<Record<string, unknown>>): CheckOutcome {
  const sample = [row]
  if (fails === true) return { passed: false, message: words(row, 'fails'), sample }
  return warns === true ? { passed: true, warning: words(row, 'warns'), sample } : { passed: true }
}

function withoutEmpty(failing: FailingFile | undefined, keep: JudgedWork['keep']): FailingFile | undefined {
  if (failing === undefined || failing.written.rows > 0 || keep === 'always') return failing
  rmSync(failing.file, { force: true })
  return undefined
}
