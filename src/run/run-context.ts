import type { DataDefinition } from '../define/partitions/partition.ts'
import type { LoadedProject } from '../discover/load/load.ts'
import type { OptionWords } from '../errors.ts'
import type { CodeWarning, Emit, StepResult } from '../events.ts'
import type { CheckVerdict } from '../plan/checks/check-verdict.ts'
import type { UnitFacts } from '../plan/units.ts'
import type { LiveWorld } from '../project/live-world.ts'
import type { Workspace } from '../project/workspace.ts'
import type { PythonPool } from '../python/python-pool.ts'
import type { Catalog, Stored } from '../store/interface.ts'
import type { Store } from '../store/store.ts'
import type { Unit } from '../unit.ts'
import type { AtEnd } from './call/at-end.ts'
import type { Guard } from './call/guard.ts'
import type { Resources } from './call/resources.ts'
import type { AtGate } from './gate/at-gate.ts'
import type { WorkerPool } from './isolate/worker-pool.ts'
import type { AskedKeys } from './keys/asked-keys.ts'
import type { PlainOfRun } from './plain/plain-run.ts'
import type { FailedCall } from './rows/failed-call.ts'
import type { FailedRead } from './rows/failed-read.ts'

/**
 * The parts of an open project that calling a function and writing its result need; there may be no store behind it.
 */
export interface CallWorkspace
  extends Pick<
    Workspace,
    | 'definition'
    | 'engine'
    | 'filesEngine'
    | 'fingerprint'
    | 'hasStore'
    | 'relation'
    | 'storeFolder'
    | 'unmoved'
    | 'verifiedFile'
    | 'verifiedRejected'
  > {
  readonly project: Pick<LoadedProject, 'root' | 'configFile' | 'options' | 'environmentName' | 'foreign' | 'heardLate'>
  readonly units: Pick<Workspace['units'], 'partition'>
  readonly store: Pick<Store, 'tmpFile'> & {
    readonly objects: Pick<Store['objects'], 'localFile' | 'states'>
    readonly catalog: Pick<Catalog, 'doubt' | 'versionsOf'>
  }
}

/** What all calls of one run share. */
export interface CallContext {
  readonly workspace: CallWorkspace
  readonly world: LiveWorld
  readonly resources: Resources
  /** Starts Python interpreters on demand, and ends them with the run. */
  readonly python: PythonPool
  /** Runs isolated functions; absent where these are called in this thread. */
  readonly workers?: Pick<WorkerPool, 'lease'> | undefined
  readonly atEnd: AtEnd
  readonly guard: Pick<Guard, 'watch'>
  readonly run: {
    readonly id: string
    readonly startedAt: number
    /** The caller's words for options in messages; undefined for the flags of the command. */
    readonly optionWords?: OptionWords | undefined
  }
  /** Aborted on Ctrl-C, and on the first failure under `--fail-fast`. */
  readonly signal: AbortSignal
  readonly emit: Emit
  /** The variables that `env` reads. */
  readonly variables: NodeJS.ProcessEnv
  readonly forced: ReadonlySet<Unit>
  /** Whether the user has confirmed a removal that a target refuses for its size. */
  readonly allowRemoved: boolean
  /** The warnings of this run so far, by place and text. */
  readonly warnings: Map<string, CodeWarning>
  /** By unit: the functions whose text its code has asked for. */
  readonly functionTexts: Map<Unit, Set<string>>
  /** By unit: the call of its row function that failed it. */
  readonly failedCalls: Map<Unit, FailedCall>
  /** By unit: where in the rows of its inputs it was when it failed. */
  readonly failedReads: Map<Unit, FailedRead>
}

/** The context that a line about a unit needs: the line becomes an event, and is kept in the unit's log. */
export type LineContext = Pick<CallContext, 'emit' | 'run' | 'workspace'>

/** What all steps of one run share. */
export interface RunContext extends CallContext {
  readonly workers: WorkerPool
  readonly workspace: Workspace
  readonly guard: Guard
  /** The units that read their own past and start over without it. */
  readonly fromScratch: ReadonlySet<Unit>
  /** The plain units, which are skipped without a step. */
  readonly plain: PlainOfRun
  /** Every unit of the plan that has a step. Grows in a run that asks for keys. */
  readonly planned: Set<Unit>
  readonly forced: Set<Unit>
  /** The blocking checks of each table. */
  readonly checksOn: Map<Unit, readonly UnitFacts[]>
  /** The verdicts whose failing rows a step reads; set when the step starts. */
  readonly verdictsRead: Map<Unit, Stored>
  /** Whether a unit that failed with its present key is left alone. */
  readonly leaveFailed: boolean
  /** How long to wait for another process that makes the same unit, in ms; may be infinite. */
  readonly waitMs: number
  /** The verdicts so far, including those given before the check's own turn because a table waited for them. */
  readonly verdicts: Map<Unit, CheckVerdict>
  readonly atGate: AtGate
  /** The tables that were skipped first and made again because a reader found them damaged. */
  readonly remade: Map<Unit, Promise<StepResult>>
  /** The keys that definitions gave: each definition is asked once. */
  readonly keyAnswers: Map<DataDefinition, Promise<AskedKeys>>
}
