import { dirname } from 'node:path'
import type { Definition } from '../../define/definition.ts'
import { type Partition, partitionsOf } from '../../define/partitions/partition.ts'
import { defaultEnvironment } from '../../define/project/environment.ts'
import type { ForeignReadings } from '../../discover/foreign/foreign-readings.ts'
import { AssetError } from '../../errors.ts'
import type { LogLevel } from '../../events.ts'
import type { Node } from '../../graph/node.ts'
import { definitionMistake } from '../../partitions/mistakes.ts'
import { contextOfKey, mayHave } from '../../partitions/open-partitions.ts'
import type { UnitFacts } from '../../plan/units.ts'
import { openWorld } from '../../project/live-world.ts'
import { openPythonPool } from '../../python/python-pool.ts'
import { openAtEnd } from '../../run/call/at-end.ts'
import { openResources, type Resources } from '../../run/call/resources.ts'
import type { CallContext } from '../../run/run-context.ts'
import type { Stored } from '../../store/interface.ts'
import { partitionOf, unitOf } from '../../unit.ts'
import type { DeclaredAs } from './declared-as.ts'
import { resourceNotGiven } from './given-mistakes.ts'
import type { AloneEngines } from './shared-engine.ts'

export interface AloneContext {
  readonly definition: Definition
  readonly facts: UnitFacts
  readonly declared: DeclaredAs
  readonly foreign: ForeignReadings
  readonly engines: AloneEngines
  readonly resources: Readonly<Record<string, unknown>>
  readonly env: Readonly<Record<string, string | undefined>>
  readonly startedAt: number
  readonly line: (level: LogLevel, message: string) => void
}

/** The context of a call without project and store: a folder of its own, and the given tables. */
export async function aloneContext(of: AloneContext): Promise<CallContext> {
  const { definition, facts, declared, engines, env, startedAt } = of
  const { name } = facts.node
  const { python, spark } = definition.project ?? {}
  const reading = [...of.foreign.values()][0]
  const partition = await partitionOfTest(definition, facts)
  let files = 0
  const fileOf = ({ record }: Stored) => Promise.resolve(`${engines.folder}/${record.parts[0]?.blob}`)
  return {
    workspace: {
      definition: () => definition,
      engine: engines.engine,
      filesEngine: engines.filesEngine,
      fingerprint: () => nothingKnown,
      units: { partition: () => partition },
      hasStore: false,
      storeFolder: engines.folder,
      // No journal of computed rows is kept.
      unmoved: () => false,
      verifiedFile: fileOf,
      relation: fileOf,
      verifiedRejected: ({ record }) => Promise.resolve(`${engines.folder}/${record.rejected?.blob}`),
      project: {
        ...declared,
        environmentName: defaultEnvironment,
        options: {
          assets: async () => ({}),
          resources: of.resources,
          ...(python === undefined ? {} : { python }),
          ...(spark === undefined ? {} : { spark }),
        },
        heardLate: () => undefined,
        foreign: new Map(reading === undefined ? [] : [[name, reading]]),
      },
      store: {
        tmpFile: () => `${engines.folder}/made-${++files}.parquet`,
        objects: {
          states: async (of) => Array.from(of, () => 'missing' as const),
          localFile: (blob) => Promise.resolve(missing(blob)),
        },
        catalog: { doubt: async () => undefined, versionsOf: async () => [] },
      },
    },
    world: await openWorld({
      facts: [facts],
      units: {
        units: () => [facts.unit],
        reads: (_, upstream) => [unitOf(upstream)],
        past: (unit) => unit,
        placeOf: () => 0,
      },
      definitions: new Map([[name, facts.definition]]),
      catalog: undefined,
      lookAtBlobs: async (stored) => stored.map(() => 'ok'),
      still: true,
      computeVersion: () => Promise.reject(new Error('a version was asked for where nothing is kept')),
    }),
    resources: givenResources(of),
    python: openPythonPool({ root: dirname(declared.configFile), env: { ...process.env, ...env } }),
    atEnd: openAtEnd(),
    // The test runner tells what a function does to the process.
    guard: { watch: (_, work) => work() },
    run: { id: 'alone', startedAt },
    signal: new AbortController().signal,
    emit: (event) => {
      if (event.type === 'step_log') of.line(event.level, event.message)
      if (event.type === 'step_warning') of.line('warn', event.warning.message)
    },
    variables: env,
    forced: new Set(),
    allowRemoved: false,
    warnings: new Map(),
    functionTexts: new Map(),
    failedCalls: new Map(),
    failedReads: new Map(),
  }
}

/** @throws AssetError `TEST_GIVEN` where it is no partition of the definition, or none is given. */
async function partitionOfTest({ options }: Definition, { node, unit }: UnitFacts): Promise<Partition> {
  const key = partitionOf(unit)
  const defined = partitionsOf('partitions' in options ? options.partitions : undefined)
  const mistake = defined && (await definitionMistake(defined))
  if (mistake !== undefined) throw new AssetError({ code: 'PARTITIONS_INVALID', ...mistake, at: node.at })
  const partitionContext = defined === undefined && key === '' ? { key } : await contextOfKey(defined, key)
  if (partitionContext !== undefined && (defined === undefined || (await mayHave(defined, key))))
    return partitionContext as Partition
  const message =
    key === '' ? `${node.name} has partitions, and the test gives none` : `${node.name} has no partition "${key}"`
  const fix = "give a key that its definition has, such as partition: '2026-01-05'"
  throw new AssetError({ code: 'TEST_GIVEN', message, facts: { asset: node.name }, fix })
}

const missing = (path: string) => ({ state: 'missing' as const, path })

const nothingKnown = {
  ...{ digest: '', parts: {}, via: {}, packages: {}, environment: {} },
  ...{ files: [], sources: {}, places: {}, notes: [], kept: [], everywhere: [] },
}

/**
 * The given resources and no other. A function may pass its whole context on without naming a resource, so a resource
 * of the project that is not given throws when it is read.
 */
function givenResources({ resources, definition, facts, env }: AloneContext): Resources {
  const { open, close } = openResources(resources, env)
  const resourceNames = Object.keys(resources)
  return {
    close,
    async open(names, opener) {
      if (names !== 'all') return open(names, opener)
      const absent = Object.keys(definition.project?.resources ?? {}).filter((name) => !resourceNames.includes(name))
      return Object.defineProperties(await open(names, opener), absentMembers(facts.node, absent, resourceNames))
    },
  }
}

function absentMembers(node: Node, absent: readonly string[], names: readonly string[]): PropertyDescriptorMap {
  const refuse = (name: string) => ({
    get: () => {
      throw resourceNotGiven(node, name, names)
    },
  })
  return Object.fromEntries(absent.map((name) => [name, { ...refuse(name), configurable: true }]))
}
