import {
  AssetError,
  type Check,
  type CheckReport,
  type ForeignCall,
  type ForeignFacts,
  foreignFunction,
  member,
  type Sql,
  sql,
} from '../../../index.ts'
import type { DbtUnitTest } from '../answer.ts'
import { codeOf } from '../code.ts'
import type { DbtProject } from '../dbt-project.ts'
import { isInlined, nameOfNode } from '../graph-names.ts'
import { judgingMacros, macrosAround, waysOf } from '../made-by-dbt/made-by-dbt.ts'
import { callsFunction, hasSession, isJudgedByDbt } from '../made-by-dbt/reasons.ts'
import { fileOf, labelOf, refusal } from '../mistakes.ts'
import { optionsOf } from '../options.ts'
import { canonicalPieces, cutAtRelations, type Piece } from '../relations.ts'
import { quoteId } from '../sql-text.ts'
import { type Expected, expectedRows, givenRows } from './fixtures.ts'

/**
 * A unit test is a check of its model: its rows that fail are those in which the model's statement over the given rows
 * differs from what is expected. It needs no row of a table, and the columns of the inputs and of the model alone.
 */
export function unitTestCheck(project: DbtProject, test: DbtUnitTest): Check {
  return member.check(
    { ...optionsOf(test), severity: 'block' },
    foreignFunction({
      facts: () => factsOf(project, test),
      call: (work) => call(project, test, work),
      inlinesViews: true,
    }),
  )
}

function factsOf(project: DbtProject, test: DbtUnitTest): ForeignFacts {
  const { answer, files } = project
  const { late, mistake, given: inputRows, expect } = test
  if (mistake !== undefined) throw cannotRender(project, test, mistake)
  refuseInlined(project, test)
  const model = answer.nodes.find(({ id }) => id === test.model)
  const byDbt = isByDbt(project, test)
  return {
    ...codeOf({
      node: test,
      inlined: model === undefined ? [] : [model],
      answer,
      // A test that only a run can render is judged again when one of its texts changes.
      meaning:
        late === undefined
          ? [
              canonicalPieces(
                piecesOf(test),
                inputRows.map((_, index) => String(index)),
              ),
            ]
          : undefined,
      settings: {
        ...{ given: inputRows.map(({ input: _, ...rows }) => rows), expect },
        ...(byDbt && model !== undefined ? waysOf(project, model) : {}),
      },
      making:
        byDbt && model !== undefined ? [...macrosAround(project, model), ...judgingMacros(project, 'unit_test')] : [],
      hashes: files.files,
    }),
    upstream: [...new Set(readsOf(project, test).map(project.nameOf))],
    // The test needs the types of its inputs' columns.
    judged: [project.nameOf(test.model)],
  }
}

/**
 * Whether something besides the statement decides the verdict: a session, a function, macros that judge, or the
 * database, which the model asks while it is rendered.
 */
function isByDbt({ answer }: DbtProject, test: DbtUnitTest): boolean {
  if (test.late !== undefined || hasSession(answer) || isJudgedByDbt(answer, test)) return true
  const model = answer.nodes.find(({ id }) => id === test.model)
  return model !== undefined && callsFunction(answer, model)
}

/**
 * The model, and each input whose columns say what the given rows are; where the model asks the database, also what it
 * may ask for.
 */
function readsOf(project: DbtProject, { model, given: inputRows, inputs = [], late }: DbtUnitTest): readonly string[] {
  const askingModel = late === undefined ? undefined : project.answer.nodes.find(({ id }) => id === model)
  return [
    ...new Set([
      ...[model, ...inputs.filter((_, index) => 'rows' in (inputRows[index] ?? {}))],
      ...(askingModel === undefined ? [] : project.reads(askingModel)),
    ]),
  ]
}

function piecesOf({ given: inputRows, compiled = '' }: DbtUnitTest): readonly Piece[] {
  const relations = new Map(inputRows.map((_, index) => [`"assetstore"."given"."${index}"`, String(index)]))
  return cutAtRelations(compiled, (relation) => relations.get(relation))
}

async function call(project: DbtProject, test: DbtUnitTest, work: ForeignCall): Promise<Sql | CheckReport> {
  project.keep()
  if (isByDbt(project, test)) {
    const { failure = null } = await project.judge(test, work, readsOf(project, test))
    return failure === null ? { passed: true } : { passed: false, message: failure }
  }
  const { tables } = work
  const columnsOf = (id: string) => tables[project.nameOf(id)]?.columns ?? []
  const placeOf = (id: string) => ({ root: project.place.root, test, of: project.nameOf(id) })
  const { given: inputRows, inputs = [], expect, model } = test
  const statement = joined(
    piecesOf(test).map((piece) => {
      if (typeof piece === 'string') return sql.raw(piece)
      const index = Number(piece.id)
      const rows = inputRows[index]
      const id = inputs[index] as string
      return rows !== undefined && 'rows' in rows
        ? sql`(${givenRows(rows.rows, columnsOf(id), placeOf(id))})`
        : sql.raw('')
    }),
  )
  const expected = expectedRows(expect, columnsOf(model), placeOf(model))
  return expected === undefined
    ? sql`select 'actual' as actual_or_expected, * from (${statement}\n) order by all`
    : difference(statement, expected)
}

/**
 * Rows that occur more often on one side than on the other, in any order; equal rows are neighbours.
 */
function difference(statement: Sql, { columns, rows }: Expected): Sql {
  const names = sql.raw(columns.map(quoteId).join(', '))
  return sql`with dbt_internal_unit_test_actual as materialized (${statement}\n), dbt_internal_unit_test_expected as materialized (${rows}\n)
    select 'actual' as actual_or_expected, * from (select ${names} from dbt_internal_unit_test_actual except all select ${names} from dbt_internal_unit_test_expected)
    union all
    select 'expected' as actual_or_expected, * from (select ${names} from dbt_internal_unit_test_expected except all select ${names} from dbt_internal_unit_test_actual)
    order by ${names}, actual_or_expected`
}

function joined(parts: readonly Sql[]): Sql {
  const between = Array.from({ length: parts.length + 1 }, () => '')
  return sql(Object.assign(between, { raw: between }), ...parts)
}

/** An ephemeral model has no table whose columns could be read. */
function refuseInlined(project: DbtProject, test: DbtUnitTest): void {
  const { answer, place } = project
  const { inputs = [], given: inputRows } = test
  const inlined = answer.nodes.find(
    (node) =>
      isInlined(node) &&
      readsOf(project, test).includes(node.id) &&
      'rows' in (inputRows[inputs.indexOf(node.id)] ?? {}),
  )
  if (inlined === undefined) return
  throw refusal(
    place.root,
    { file: fileOf(test) },
    {
      message: `the unit test ${test.name} gives rows for ${nameOfNode(inlined)}, which is ephemeral: it has no columns whose types they could have`,
      fix: 'give them as a statement: format: sql',
    },
  )
}

function cannotRender({ place }: DbtProject, test: DbtUnitTest, mistake: string): AssetError {
  return new AssetError({
    code: 'DBT_PROJECT',
    message: `dbt says of the unit test ${test.name}: ${mistake}`,
    at: `${labelOf(place.root, fileOf(test))}:1`,
    fix: 'mend the unit test: `dbt test --select test_type:unit` says the same',
  })
}
