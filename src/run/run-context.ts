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

/** What calling a function and writing what it gives needs of an open project: there may be no store behind it. */
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

/** What every call of one run shares. */
export interface CallContext {
  readonly workspace: CallWorkspace
  readonly world: LiveWorld
  readonly resources: Resources
  /** Starts interpreters when they are asked for, and ends them with the run. */
  readonly python: PythonPool
  /** Where functions run that are isolated; without it they are called here. */
  readonly workers?: Pick<WorkerPool, 'lease'> | undefined
  readonly atEnd: AtEnd
  readonly guard: Pick<Guard, 'watch'>
  readonly run: {
    readonly id: string
    readonly startedAt: number
    /** How who has asked for it says options; where it is undefined, as flags. */
    readonly optionWords?: OptionWords | undefined
  }
  /** Aborted on Ctrl-C, and on the first failure under `--fail-fast`. */
  readonly signal: AbortSignal
  readonly emit: Emit
  /** What `env` reads. */
  readonly variables: NodeJS.ProcessEnv
  readonly forced: ReadonlySet<Unit>
  /** What a target refuses to take away for its size is confirmed. */
  readonly allowRemoved: boolean
  /** Warnings that were told in this run, by place and text. */
  readonly warnings: Map<string, CodeWarning>
  /** By unit: of which functions its code has asked for the text. */
  readonly functionTexts: Map<Unit, Set<string>>
  /** The call of its row function that failed a unit. */
  readonly failedCalls: Map<Unit, FailedCall>
  /** Where in the rows of its inputs a unit was when it failed. */
  readonly failedReads: Map<Unit, FailedRead>
}

/** What a line about a unit needs: it becomes an event, and is kept in the unit's log. */
export type LineContext = Pick<CallContext, 'emit' | 'run' | 'workspace'>

/** What every step of one run shares. */
export interface RunContext extends CallContext {
  readonly workers: WorkerPool
  readonly workspace: Workspace
  readonly guard: Guard
  /** The units that read their own past and start over, as if they had none. */
  readonly fromScratch: ReadonlySet<Unit>
  /** What is skipped and has no step. */
  readonly plain: PlainOfRun
  /** Every unit of the plan that has a step, which grows where keys are asked for. */
  readonly planned: Set<Unit>
  readonly forced: Set<Unit>
  /** The blocking checks of each table. */
  readonly checksOn: Map<Unit, readonly UnitFacts[]>
  /** The verdicts whose failing rows a step reads, from when it starts. */
  readonly verdictsRead: Map<Unit, Stored>
  /** What failed with the key that it has now is not tried again. */
  readonly leaveFailed: boolean
  /** How long to wait for another process that makes the same: ms, or for ever. */
  readonly waitMs: number
  /** What the checks said, also those that were judged before their own turn because a table waited for them. */
  readonly verdicts: Map<Unit, CheckVerdict>
  readonly atGate: AtGate
  /** What need not have run, and was made again because its table was found damaged by who reads it. */
  readonly remade: Map<Unit, Promise<StepResult>>
  /** What definitions said of their keys: each is asked once. */
  readonly keyAnswers: Map<DataDefinition, Promise<AskedKeys>>
}
