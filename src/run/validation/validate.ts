import type { AssetOptions } from '../../define/definition.ts'
import type { Table } from '../../define/table.ts'
import { isPromise, type Judged, recordValidator } from '../../define/validation/record-validator.ts'
import type { StandardSchema } from '../../define/validation/row-schema.ts'
import { AssetError } from '../../errors.ts'
import type { UnitFacts } from '../../plan/units.ts'
import { expectNoFrame } from '../../table/codec/encode/collect-rows.ts'
import type { Engine } from '../../table/engine/open.ts'
import { refusedRow } from '../../table/work/work.ts'
import { rowsOfResult } from '../../table/write/rows-of-result.ts'
import { valueText } from '../../util/thrown.ts'
import type { LineContext } from '../run-context.ts'
import { openRefusals, refused } from './refusals.ts'
import type { Rejects } from './rejects.ts'

export interface Validation {
  readonly facts: UnitFacts
  readonly options: AssetOptions
  readonly engine: Engine
  readonly tables: Readonly<Record<string, Table<unknown>>>
  readonly result: unknown
  /** Takes refused rows under `onInvalid: 'quarantine'`. */
  readonly rejects: Rejects | undefined
}

/** The rows as the schema gives them back. */
export async function* validated(
  context: LineContext,
  { engine, tables, result, ...of }: Validation,
): AsyncGenerator<unknown> {
  const judge = openJudge(context, of)
  for await (const value of rowsOfResult(engine, {
    result,
    asset: of.facts.node.name,
    tables,
    schema: of.options.schema,
  })) {
    const judged = judge.row(value)
    const stored = isPromise(judged) ? await judged : judged
    if (stored !== refusedRow) yield stored
  }
  judge.end(0)
}

export interface Judge {
  /**
   * The row as the schema gives it back, or `refusedRow`.
   *
   * @param number The number of the input row that this row was made from, from 1. Default: the count of rows so far.
   */
  row(value: unknown, number?: number): unknown
  /** To be called after the last row, with the number of rows that were judged elsewhere before. */
  end(before: number): void
}

/** A refused row fails the asset, is left out and counted, or is set aside; too many refused rows fail it, too. */
export function openJudge(context: LineContext, of: Pick<Validation, 'facts' | 'options' | 'rejects'>): Judge {
  const { facts, options, rejects } = of
  const validate = recordValidator(options.schema as StandardSchema, { strict: options.strict, waits: true })
  const refusals = openRefusals(context, { facts, options, kept: rejects !== undefined })
  let rows = 0
  const settle = (value: unknown, row: number, judged: Judged<unknown>): unknown => {
    if (judged.errors === undefined) return judged.value
    if (judged.noAnswer !== undefined) throw noAnswer(facts, { row, value: judged.noAnswer.value })
    if (options.onInvalid === undefined || options.onInvalid === 'fail') {
      // The schema's own code threw, and its error points at the line.
      if (judged.thrown !== undefined) throw judged.thrown.error
      throw refused(facts, { row, value, errors: judged.errors })
    }
    refusals.add({ row, value, errors: judged.errors }, rows)
    return rejects === undefined ? refusedRow : rejects.add(row, value, judged.errors).then(() => refusedRow)
  }
  return {
    row(value, number) {
      rows += 1
      const row = number ?? rows
      expectNoFrame(value, { asset: facts.node.name, row })
      const judged = validate(value)
      return isPromise(judged) ? judged.then((then) => settle(value, row, then)) : settle(value, row, judged)
    },
    end: (before) => refusals.end(rows + before),
  }
}

/** The schema gave no answer. That is not the row's fault, whatever the asset does with refused rows. */
function noAnswer({ node }: UnitFacts, { row, value }: { readonly row: number; readonly value: unknown }) {
  return new AssetError({
    code: 'ASSET_SCHEMA',
    message: `the schema of ${node.name} gave ${valueText(value)} for row ${row}, which is neither a value nor issues`,
    at: node.at,
    facts: { row },
    fix: 'return { value } or { issues } from its validate, as https://standardschema.dev says, or use zod, valibot or arktype',
  })
}
