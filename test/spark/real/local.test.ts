import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createProject, type Document, type Project } from '../../rig/project.ts'
import { describeSpark } from '../../rig/python/describe-spark.ts'
import { configWithSpark } from '../config.ts'
import { versionsOfValues } from '../values-project.ts'

const index = `
import { asset } from '#project'
import { sql } from 'assetstore'
export const numbers = asset(() => sql\`SELECT range AS id, range % 10 AS d FROM range(1000)\`)
export const one = asset.python('./work.py')
export const two = asset.python('./work.py')
export const empty = asset.python('./work.py')
export const zero = asset.python('./work.py')
export const worker = asset.python('./work.py')
export const absent = asset.python('./work.py')
export const intervals = asset.python('./work.py')
export const by_sql = asset({ engine: 'spark' }, ({ numbers }) => sql\`SELECT d, count(*) AS n FROM \${numbers} GROUP BY d\`)
export const outside = asset({ engine: 'spark' }, ({ numbers }) => sql\`SELECT n.id FROM \${numbers} n JOIN parquet.\\\`\${sql.raw(import.meta.dirname)}/other.parquet\\\` o ON n.id = o.id\`)
export const table = asset({ engine: 'spark' }, () => sql\`CREATE TABLE t (id INT) USING parquet\`)
`
const work = `
from pyspark.sql import DataFrame, SparkSession, functions as F
from assetstore import asset
import helpers

def of_session(frame):
    spark = SparkSession.builder.getOrCreate()
    zone = spark.conf.get("spark.sql.session.timeZone")
    return frame.limit(1).select(F.lit(spark.sparkContext.applicationId).alias("id"), F.lit(zone).alias("zone"))

@asset
def one(numbers: DataFrame): return of_session(numbers)

@asset
def two(numbers: DataFrame): return of_session(numbers)

@asset
def empty(numbers: DataFrame):
    return numbers.where("id < 0").repartition(3).withColumn("later", F.lit(None))

@asset
def zero(numbers: DataFrame):
    return numbers.select(
        F.lit(1) / F.col("d")  # of zero
    )

@asset
def worker(numbers: DataFrame):
    return numbers.select(F.udf(helpers.inverse, "double")("d"))

@asset
def absent(numbers: DataFrame):
    return numbers.select("absent")

@asset
def intervals(numbers: DataFrame):
    return numbers.selectExpr("id", "make_dt_interval(id) AS took")
`
const helpers = 'def inverse(d):\n    return 1 / d\n'

describeSpark('a Spark that a run starts on this machine', ({ commands }) => {
  let project: Project
  let steps: Readonly<Record<string, Document>> = {}
  beforeAll(async () => {
    const files = {
      'assets.config.ts': configWithSpark(undefined, { 'spark.master': 'local[2]' }),
      'assets/index.ts': index,
      'assets/work.py': work,
      'assets/helpers.py': helpers,
    }
    project = await createProject(files, { env: { VIRTUAL_ENV: join(commands, '..') } })
    await project.assets('materialize', 'numbers')
    await project.assets('export', 'numbers', 'assets/other.parquet', '--format', 'parquet')
    const run = await project.json('materialize', '--concurrency', '4')
    steps = Object.fromEntries(run.steps.map((step: Document) => [step.asset, step]))
  })
  afterAll(() => project[Symbol.asyncDispose]())
  const rowsOf = async (query: string): Promise<Document[]> => (await project.json('query', query)).rows
  const lineOf = (text: string) => `assets/work.py:${work.split('\n').findIndex((line) => line.includes(text)) + 1}`

  test('is one for all assets of the run, in UTC', async () => {
    const [one] = await rowsOf('SELECT * FROM one')
    expect(one).toEqual({ id: expect.stringMatching(/^local-/), zone: 'UTC' })
    expect(await rowsOf('SELECT * FROM two')).toEqual([one])
    expect(await rowsOf('SELECT count(*)::INTEGER AS rows, sum(n)::INTEGER AS all FROM by_sql')).toEqual([
      { rows: 10, all: 1000 },
    ])
  })

  test('writes the columns of a frame without rows', async () => {
    expect((await project.json('show', 'empty', '--schema')).columns).toEqual([
      { name: 'id', type: 'INT64' },
      { name: 'd', type: 'INT64' },
      { name: 'later', type: 'NULL' },
    ])
  })

  test('fails in its own words, at the line that an expression is from', () => {
    expect(steps.zero.error).toMatchObject({
      code: 'ASSET_FAILED',
      message: expect.stringMatching(/^ArithmeticException: \[DIVIDE_BY_ZERO\] Division by zero\./),
      at: lineOf('# of zero'),
    })
    expect(steps.worker.error).toMatchObject({
      code: 'ASSET_FAILED',
      message: expect.stringMatching(/^PythonException: .*ZeroDivisionError: division by zero$/),
      at: 'assets/helpers.py:2',
    })
    expect(steps.absent.error).toMatchObject({
      message: expect.stringMatching(
        /^AnalysisException: \[UNRESOLVED_COLUMN\.WITH_SUGGESTION\] [^\n]*SQLSTATE: 42703$/,
      ),
      at: lineOf('numbers.select("absent")'),
    })
    expect(steps.intervals.error).toMatchObject({
      code: 'ASSET_VALUE',
      message: 'column "took" has intervals, which a table has no type for',
    })
  })

  test('reads nothing that is no parameter, and does nothing but queries', () => {
    expect(steps.outside.error).toMatchObject({
      code: 'ASSET_SQL',
      message: expect.stringMatching(/^the sql of outside reads \S+\/other\.parquet by itself/),
    })
    expect(steps.table.error).toMatchObject({
      code: 'ASSET_SQL',
      message: expect.stringContaining('PARSE_SYNTAX_ERROR'),
    })
  })

  test('gives back the values that it was given', async () => {
    const { before, after, errors } = await versionsOfValues(commands)
    const { time, ubigint, ...others } = before
    expect(after).toMatchObject(others)
    // Spark has no numbers without a sign: it is a decimal of 20 digits.
    expect(after.ubigint).not.toBe(ubigint)
    expect(Object.keys(errors)).toEqual(['time'])
  })

  test('does not start without a Java', async () => {
    const files = {
      'assets/index.ts':
        "import { asset } from '#project'\nexport const rows = asset(() => [{ id: 1 }])\nexport const one = asset.python('./one.py')\n",
      'assets/one.py': 'from pyspark.sql import DataFrame\n\ndef one(rows: DataFrame): return rows\n',
    }
    const env = { VIRTUAL_ENV: join(commands, '..'), JAVA_HOME: '/no/such/java' }
    await using other = await createProject(files, { env })
    const { steps: all } = await other.json('materialize')
    expect(all.find(({ asset }: Document) => asset === 'one').error).toMatchObject({
      code: 'SPARK_UNAVAILABLE',
      message: 'Spark does not start on this machine: there is no Java (/no/such/java/bin/java)',
      fix: expect.stringContaining('install Java 17 or newer, or set JAVA_HOME'),
    })
  })
})
