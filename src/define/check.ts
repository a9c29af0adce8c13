import type { AssetFunction } from './asset.ts'
import type { Context } from './context.ts'
import { declaredCheck } from './declaration/declared-check.ts'
import { givenBoth } from './declaration/given-options.ts'
import { declaredBy, type OfProject, type ofProject } from './declaration/place.ts'
import type { AnyFunction, CheckDefinition, CheckOptions, definition, Run } from './definition.ts'
import type { Expectations } from './expectations.ts'
import type { ForeignFunction } from './foreign/foreign-function.ts'
import { type PythonFile, pythonFunction } from './foreign/python.ts'
import type { Partition } from './partitions/partition.ts'
import type { Rules } from './rules.ts'
import type { Sql } from './sql.ts'
import type { RowQuery } from './table.ts'

/** A test of data over the assets that its first parameter names. */
// biome-ignore lint/suspicious/noExplicitAny: what says nothing of its project is of any
export interface Check<Project = any, Row = any> {
  readonly [definition]: CheckDefinition
  readonly [ofProject]?: Project
  /**
   * The rows that fail, for an asset that names the check: those of its query, or of a table's rules and expectations
   * the rows with the rule that each breaks. Where the check holds a version back, they are the rows of that version.
   *
   * @throws AssetError `ASSET_RESULT` where the check tells no rows.
   */
  failing(): RowQuery<Row>
}

/**
 * `true` passes. The rows of a query are the failures. Rules and expectations are judged one by one. An object can say
 * more.
 */
export type CheckResult<Row = unknown> =
  | boolean
  | CheckReport
  | Rules<Row>
  | Expectations<Row>
  | Sql<Row>
  | RowQuery<Row>
export interface CheckReport {
  readonly passed: boolean
  readonly message?: string
  /** Rows that show the failure; the first few are kept with the result. */
  readonly rows?: readonly object[]
  readonly metadata?: Readonly<Record<string, string | number | boolean | null>>
}

export interface DefineCheck<Assets, Resources> {
  <Row = unknown>(
    run: AssetFunction<Assets, Context<Resources>, CheckResult<Row>>,
  ): Check<OfProject<Assets, Resources>, Row>
  <P extends Partition = Partition, Row = unknown>(
    options: CheckOptions<P, Assets>,
    run: AssetFunction<Assets, Context<Resources, P>, CheckResult<Row>> | ForeignFunction,
  ): Check<OfProject<Assets, Resources>, Row>
  /** `check.python('./checks.py')`: what the Python function of that name returns is the verdict. */
  python<P extends Partition = Partition>(
    file: string | (PythonFile & CheckOptions<P, Assets>),
  ): Check<OfProject<Assets, Resources>>
}

export function check(this: unknown, first: CheckOptions | AnyFunction, second?: Run): Check {
  const [options, run] = givenBoth<CheckOptions>(first, second)
  const declared: CheckDefinition = {
    kind: 'check',
    run,
    options: Object.freeze({ ...options }),
    ...declaredBy(check, this),
  }
  return declaredCheck(declared) as Check
}

check.python = function python(this: unknown, first: unknown): Check {
  const { run, options } = pythonFunction<CheckOptions>(first)
  const declared: CheckDefinition = { kind: 'check', run, options: Object.freeze(options), ...declaredBy(python, this) }
  return declaredCheck(declared) as Check
}
