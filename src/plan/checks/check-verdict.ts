import type { StepError } from '../../events.ts'
import type { Stored } from '../../store/interface.ts'
import type { AssetRecord, CheckOutcome } from '../../store/record.ts'
import type { UnitFacts } from '../units.ts'

/** What a check said of certain tables, and the record to keep; there is no record where its function threw. */
export interface CheckVerdict {
  readonly facts: UnitFacts
  readonly passed: boolean
  /** The check could not be asked: its function threw, or returned something that is no verdict. */
  readonly broken?: true
  readonly error?: StepError
  /** The key of the check over exactly these tables; it names the attempt where the check fails. */
  readonly key: string
  /** A message that is shown although the check passed. */
  readonly warning?: string
  /** See `shownOf`. */
  readonly shown?: Shown
  readonly record?: AssetRecord
  /** The result, where the store already had one under this key. */
  readonly stored?: Stored
  readonly action: 'skip' | 'reuse' | 'run'
}

export type Shown = Readonly<Record<string, unknown>>

/** The failing rows and everything else to show, as the facts of an error; `undefined` where there is nothing. */
export function shownOf({ sample, rules, validation, metadata }: CheckOutcome): Shown | undefined {
  const broken = rules?.filter(({ passed }) => !passed) ?? []
  const members = {
    ...(sample === undefined ? {} : { rows: sample }),
    ...(broken.length === 0 ? {} : { rules: broken }),
    ...(validation === undefined ? {} : { validation }),
    ...(metadata === undefined ? {} : { metadata }),
  }
  return Object.keys(members).length > 0 ? members : undefined
}

/** Whether every run reports the outcome: the check failed and only warns, or some of its rules do. */
export function hasWarning(check: CheckOutcome | undefined): boolean {
  return check !== undefined && (!check.passed || check.warning !== undefined)
}
