import { sql } from '../../../define/sql.ts'
import { mistake, mistakeIn } from '../mistake.ts'
import type { Answers, ExpectationKind, MeasureQuestion, Subject, Verdict } from '../question.ts'
import { overRows } from '../value.ts'
import { type ColumnOfTable, columnIn, flagIn, numberIn } from './subject.ts'

/** The expected and the observed weights, side by side, with the weights of what lies outside of the bins. */
interface Weights {
  readonly expected: readonly number[]
  readonly observed: readonly number[]
  readonly details: Readonly<Record<string, unknown>>
}

/**
 * The relative entropy of the observed weights to the expected ones: `sum p ln(p / q)`, both scaled to a sum of 1, in
 * nats (Kullback and Leibler, "On Information and Sufficiency", 1951). It is infinite where a value occurs whose
 * expected weight is 0.
 */
function divergence(observed: readonly number[], expected: readonly number[]): number {
  const [p, q] = [normal(observed), normal(expected)]
  return p.reduce((sum, one, index) => sum + (one === 0 ? 0 : one * Math.log(one / (q[index] as number))), 0)
}

function normal(weights: readonly number[]): readonly number[] {
  const sum = weights.reduce((all, one) => all + one, 0)
  return weights.map((one) => one / sum)
}

interface Partition {
  readonly weights: readonly number[]
  readonly values?: readonly unknown[]
  readonly bins?: readonly number[]
  readonly tailWeights?: readonly [number, number]
}

/** JSON has no infinity: a suite writes it as a text. */
const binOf = (value: unknown): number =>
  value === '-Infinity' ? Number.NEGATIVE_INFINITY : value === 'Infinity' ? Number.POSITIVE_INFINITY : Number(value)

function partitionOf({ kwargs }: Subject): Partition | undefined {
  const argument = kwargs.partition_object ?? undefined
  if (argument === undefined) return undefined
  const { weights, values, bins, tail_weights: tails } = argument as Readonly<Record<string, unknown>>
  const wrong = (what: string) => mistakeIn('partition_object', what, 'give { values, weights } or { bins, weights }')
  if (!Array.isArray(weights) || !weights.every((one) => typeof one === 'number')) throw wrong('has no list of weights')
  const sum = [...weights, ...(Array.isArray(tails) ? tails : [])].reduce((all: number, one) => all + Number(one), 0)
  if (Math.abs(sum - 1) > 1e-5) throw wrong(`has weights whose sum is ${sum} and not 1`)
  if (Array.isArray(values) && values.length === weights.length) return { weights, values }
  const edges = Array.isArray(bins) ? bins.map(binOf) : []
  if (
    edges.length !== weights.length + 1 ||
    edges.some((one, index) => !(index === 0 || one > (edges[index - 1] as number)))
  )
    throw wrong('has neither a value for each weight nor, in growing order, one bin more than weights')
  return { weights, bins: edges, ...(Array.isArray(tails) ? { tailWeights: tails as [number, number] } : {}) }
}

interface Holdouts {
  readonly tail: number
  readonly internal: number
}

function holdoutsOf(subject: Subject): Holdouts {
  const of = (option: string) => {
    const share = numberIn(subject, option) ?? 0
    if (share >= 0 && share <= 1) return share
    throw mistakeIn(option, `is ${share}`, 'give a share from 0 to 1')
  }
  return { tail: of('tail_weight_holdout'), internal: of('internal_weight_holdout') }
}

export const klDivergence: ExpectationKind = {
  options: ['partition_object', 'threshold', 'tail_weight_holdout', 'internal_weight_holdout', 'bucketize_data'],
  required: [],
  ask(subject) {
    const column = columnIn(subject)
    const partition = partitionOf(subject)
    const threshold = numberIn(subject, 'threshold')
    if (threshold !== undefined && threshold < 0) throw mistakeIn('threshold', 'is negative', 'give at least 0')
    const holdouts = holdoutsOf(subject)
    if (partition === undefined) return unasked(column, threshold)
    const judged = (weights: Weights): Verdict => {
      const measured = divergence(weights.observed, weights.expected)
      return {
        success: threshold === undefined || measured <= threshold,
        result: { observed_value: Number.isFinite(measured) ? measured : null, details: weights.details },
      }
    }
    if (partition.bins === undefined) return ofValues(subject, { column, partition, holdouts, judged })
    if (subject.kwargs.bucketize_data !== undefined && !flagIn(subject, 'bucketize_data'))
      throw mistake(
        'bins are for values that are put into them, and bucketize_data is false',
        'give values, or leave it out',
      )
    return ofBins(subject, { column, partition, holdouts, judged })
  },
}

/** The result without a partition: the observed values are compared with themselves. */
function unasked({ name }: ColumnOfTable, threshold: number | undefined): MeasureQuestion {
  if (threshold !== undefined) throw mistake('a threshold is given and no partition_object', 'give a partition_object')
  return {
    of: 'measure',
    columns: [name],
    measures: [],
    judge: () => ({ success: true, result: { observed_value: 0 } }),
  }
}

interface Comparison {
  readonly column: ColumnOfTable
  readonly partition: Partition
  readonly holdouts: Holdouts
  readonly judged: (weights: Weights) => Verdict
}

function ofValues({ table, where }: Subject, { column, partition, holdouts, judged }: Comparison): MeasureQuestion {
  if (holdouts.internal > 0)
    throw mistakeIn('internal_weight_holdout', 'is of bins, and these are values', 'leave it out')
  const { name, value } = column
  const counts = sql`SELECT ${value} AS value, count(*) AS n FROM ${table} AS t WHERE ${where} AND ${value} IS NOT NULL GROUP BY ${value} ORDER BY value`
  return {
    of: 'measure',
    columns: [name],
    measures: [],
    statements: [counts],
    judge({ rows: [groups = []] }: Answers) {
      const total = groups.reduce((sum, { n }) => sum + Number(n), 0)
      const weights = new Map(groups.map(({ value: one, n }) => [one, Number(n) / total]))
      const expectedValues = partition.values as readonly unknown[]
      const others = [...weights.keys()].filter((one) => !expectedValues.includes(one))
      const rest = others.length > 0 ? 1 - holdouts.tail : 1
      const values = [...expectedValues, ...others]
      const observed = values.map((one) => weights.get(one) ?? 0)
      const expected = [
        ...partition.weights.map((one) => one * rest),
        ...others.map(() => holdouts.tail / others.length),
      ]
      return judged({
        observed,
        expected,
        details: {
          observed_partition: { values, weights: observed },
          expected_partition: { values, weights: expected },
        },
      })
    },
  }
}

/** A bin includes its lower edge, and the last bin both edges, as in a histogram of numpy. */
function ofBins({ where }: Subject, { column, partition, holdouts, judged }: Comparison): MeasureQuestion {
  const { name, value } = column
  const bins = partition.bins as readonly number[]
  const edges = bins.map((one) => (Number.isFinite(one) ? sql.raw(`${one}::DOUBLE`) : sql.raw(`'${one}'::DOUBLE`)))
  const count = (condition: ReturnType<typeof sql>) => sql`count(*) ${overRows(where, condition)}`
  const within = edges.slice(0, -1).map((from, index) => {
    const to = edges[index + 1] as typeof from
    return count(
      index === edges.length - 2
        ? sql`${value} BETWEEN ${from} AND ${to}`
        : sql`${value} >= ${from} AND ${value} < ${to}`,
    )
  })
  const [first, last] = [edges[0], edges.at(-1)] as [(typeof edges)[number], (typeof edges)[number]]
  return {
    of: 'measure',
    columns: [name],
    measures: [
      count(sql`${value} IS NOT NULL`),
      count(sql`${value} < ${first}`),
      count(sql`${value} > ${last}`),
      ...within,
    ],
    judge({ measures }: Answers) {
      const [total = 0, below = 0, above = 0, ...counts] = measures.map(Number)
      const observed = { below: below / total, above: above / total, weights: counts.map((one) => one / total) }
      return judged(weightsOfBins(partition, holdouts, observed))
    },
  }
}

interface ObservedWeights {
  readonly below: number
  readonly above: number
  readonly weights: readonly number[]
}

/**
 * An open first or last bin is a tail; without one, the tails come from the partition or the holdout.
 */
function weightsOfBins(partition: Partition, { tail, internal }: Holdouts, observed: ObservedWeights): Weights {
  const bins = partition.bins as readonly number[]
  const [opensLow, opensHigh] = [bins[0] === Number.NEGATIVE_INFINITY, bins.at(-1) === Number.POSITIVE_INFINITY]
  if ((opensLow || opensHigh) && partition.tailWeights !== undefined)
    throw mistakeIn('partition_object', 'has tail weights and an open bin', 'leave one of them out')
  if (tail > 0 && partition.tailWeights !== undefined)
    throw mistakeIn('tail_weight_holdout', 'is given beside tail weights', 'leave one of them out')
  if (tail > 0 && opensLow && opensHigh)
    throw mistakeIn('tail_weight_holdout', 'is given for bins that are open at both ends', 'leave it out')
  const scaled = partition.weights.map((one) => one * (1 - tail - internal))
  const zeros = scaled.filter((one) => one === 0).length
  const expected = scaled.map((one) => (one === 0 && internal > 0 ? internal / zeros : one))
  const share = opensLow || opensHigh ? tail : tail / 2
  const [low, high] = partition.tailWeights ?? [opensLow ? undefined : share, opensHigh ? undefined : share]
  const ends = (weights: readonly number[], [below, above]: readonly [number | undefined, number | undefined]) => {
    const inner = weights.slice(opensLow ? 1 : 0, opensHigh ? -1 : undefined)
    const tails = [opensLow ? weights[0] : below, opensHigh ? weights.at(-1) : above] as [number, number]
    return { all: [tails[0], ...inner, tails[1]], part: { weights: inner, tail_weights: tails } }
  }
  const of = {
    observed: ends(observed.weights, [observed.below, observed.above]),
    expected: ends(expected, [low, high]),
  }
  const inner = bins.slice(opensLow ? 1 : 0, opensHigh ? -1 : undefined)
  return {
    observed: of.observed.all,
    expected: of.expected.all,
    details: {
      observed_partition: { bins: inner, ...of.observed.part },
      expected_partition: { bins: inner, ...of.expected.part },
    },
  }
}
