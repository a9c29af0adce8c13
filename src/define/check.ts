import type { AssetFunction } from './asset.ts'
import type { Context } from './context.ts'
import { givenBoth } from './declaration/given-options.ts'
import { declaredBy, type OfProject, type ofProject } from './declaration/place.ts'
import { type AnyFunction, type CheckDefinition, type CheckOptions, definition, type Run } from './definition.ts'
import type { Expectations } from './expectations.ts'
import type { ForeignFunction } from './foreign/foreign-function.ts'
import { type PythonFile, pythonFunction } from './foreign/python.ts'
import type { Partition } from './partitions/partition.ts'
import type { Rules } from './rules.ts'
import type { Sql } from './sql.ts'
import type { RowQuery } from './table.ts'

/** A test of data over the assets that its first parameter names. */
// biome-ignore lint/suspicious/noExplicitAny: what says nothing of its project is of any
export interface Check<Project = any> {
  readonly [definition]: CheckDefinition
  readonly [ofProject]?: Project
}

/** `true` passes; a query's rows are the failures; rules and expectations are held to one by one; an object says more. */
export type CheckResult = boolean | CheckReport | Rules | Expectations | Sql | RowQuery<unknown>
export interface CheckReport {
  readonly passed: boolean
  readonly message?: string
  /** Rows that show the failure; the first few are kept with the result. */
  readonly rows?: readonly object[]
  readonly metadata?: Readonly<Record<string, string | number | boolean | null>>
}

export interface DefineCheck<Assets, Resources> {
  (run: AssetFunction<Assets, Context<Resources>, CheckResult>): Check<OfProject<Assets, Resources>>
  <P extends Partition = Partition>(
    options: CheckOptions<P, Assets>,
    run: AssetFunction<Assets, Context<Resources, P>, CheckResult> | ForeignFunction,
  ): Check<OfProject<Assets, Resources>>
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
  return Object.freeze({ [definition]: declared })
}

check.python = function python(this: unknown, first: unknown): Check {
  const { run, options } = pythonFunction<CheckOptions>(first)
  const declared: CheckDefinition = { kind: 'check', run, options: Object.freeze(options), ...declaredBy(python, this) }
  return Object.freeze({ [definition]: declared })
}
