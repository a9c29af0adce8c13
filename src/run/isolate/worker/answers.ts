import { dirname } from 'node:path'
import { memoryUsage } from 'node:process'
import type { Definition } from '../../../define/definition.ts'
import { functionOf } from '../../../discover/kinds/source-kinds.ts'
import { evaluateProject } from '../../../discover/load/evaluate.ts'
import { exportedDefinitions, exportedSets } from '../../../discover/load/exports.ts'
import { withSets } from '../../../discover/load/whole-sets.ts'
import { AssetError } from '../../../errors.ts'
import { storedFrame } from '../../../table/frames/stored-frame.ts'
import type { Unit } from '../../../unit.ts'
import { hearHidden, withoutSecrets } from '../../../util/process/hidden-values.ts'
import { captureFunctionTexts, captureOutput, type Line } from '../../call/capture.ts'
import { guardProcess } from '../../call/guard.ts'
import { openResources, type Resources } from '../../call/resources.ts'
import { strayError } from '../../failure.ts'
import { nested } from '../../inputs.ts'
import { received, toSend } from '../crossing.ts'
import type { CallMessage, ProjectMessage } from '../messages.ts'
import type { Answers, Peer } from '../peer.ts'
import { contextThere } from './context-there.ts'
import { keptRows, type WorkRequest } from './kept-rows.ts'
import { remoteEngine } from './remote-engine.ts'
import { sendResult } from './send-result.ts'
import { openSession, type Session } from './session.ts'
import { type TablesThere, tablesThere } from './tables-there.ts'

interface Project {
  readonly definitions: ReadonlyMap<string, Definition>
  readonly resources: Resources
  readonly guard: ReturnType<typeof guardProcess>
  /** Reports the modules that were imported since the last report. */
  tellLate(): void
}

interface Current {
  readonly session: Session
  readonly abort: AbortController
  readonly tables: TablesThere
  readonly registry: ReturnType<typeof keptRows>
}

export interface WorkerOptions {
  readonly peer: () => Peer
  /** Runs the user's work. Meanwhile only that work keeps the thread or process alive. */
  readonly busy: <T>(work: () => Promise<T>) => Promise<T>
}

/** Answers a run's questions to a worker: one call at a time, and rows of its result. */
export function answersOf({ peer, busy }: WorkerOptions): { readonly answers: Answers; readonly hears: Answers } {
  let project: Project | undefined
  let current: Current | undefined
  const inSession = async <T>(work: (current: Current) => Promise<T>): Promise<T> => {
    const one = current as Current
    try {
      return await busy(() => one.session.run(() => work(one)))
    } catch (error) {
      one.tables.tellFailure(error)
      throw error
    } finally {
      project?.tellLate()
    }
  }
  return {
    answers: {
      async load(message: ProjectMessage) {
        project = await busy(() => loadThere(message, peer))
      },
      async call(payload: unknown) {
        const message = received(payload) as CallMessage
        const opened = openCall(message, project as Project, peer())
        current = opened
        return inSession(opened.call)
      },
      pull: (id: number) => inSession(({ registry }) => registry.pull(id)),
      leave: (id: number) => inSession(({ registry }) => registry.leave(id)),
      work: (request: WorkRequest) => inSession(({ registry }) => registry.work(request)),
      async finish() {
        await current?.session.end()
        current = undefined
        // `external` includes the memory of buffers.
        const { heapUsed, external } = memoryUsage()
        return { bytes: heapUsed + external }
      },
      async end() {
        const { guard, resources } = project as Project
        const unclosed = await busy(() => resources.close(guard))
        return toSend({ unclosed: [...unclosed], late: [...guard.late] })
      },
    },
    hears: {
      abort: (reason: unknown) => current?.abort.abort(received(reason)),
      exit: () => process.exit(0),
    },
  }
}

async function loadThere(message: ProjectMessage, peer: () => Peer): Promise<Project> {
  const { configFile, environment, store, texts, capture } = message
  hearHidden((kind, value) => peer().tell('hide', { kind, value }))
  const evaluated = await evaluateProject(
    { configFile, environment, store, texts },
    { capture, guard: true, shared: false },
  )
  const { contents, options, record } = evaluated
  const byName = exportedDefinitions(contents)
  const exported = withSets(byName, exportedSets(contents))
  if (capture) captureOutput()
  captureFunctionTexts()
  const guard = guardProcess()
  guard.broken.catch((error) => peer().tell('stray', toSend(strayError(error, dirname(configFile)))))
  const paths = new Set<string>()
  return {
    definitions: new Map(exported.map(({ name, definition }) => [name, definition])),
    resources: openResources(options.resources ?? {}),
    guard,
    tellLate() {
      for (const path of record.late.keys()) {
        if (paths.has(path)) continue
        paths.add(path)
        peer().tell('late', { path, text: record.texts.get(path) as string })
      }
    },
  }
}

function openCall(message: CallMessage, { definitions, resources, guard }: Project, peer: Peer) {
  const { name, file, inPieces } = message
  const unit = message.unit as Unit
  const line: Line = (level, text) => peer.tell('line', { level, message: withoutSecrets(text) })
  const session = openSession({
    ...{ guard, unit },
    outlet: { line, functionText: (text) => peer.tell('text', text) },
    onMetadata: (values) => peer.tell('event', { event: 'metadata', values: toSend(values) }),
  })
  const abort = new AbortController()
  const { signal } = abort
  const registry = keptRows()
  const send = (value: unknown) =>
    sendResult(value, { ...registry, refOf: (plan) => tables.refOf(plan), inPieces: false })
  const opening = { engine: remoteEngine(peer), peer, line, signal, send }
  const tables = tablesThere(message.tables, message.previous, opening)
  return {
    ...{ session, abort, tables, registry },
    async call(): Promise<unknown> {
      const definition = definitions.get(name)
      const run = definition === undefined ? undefined : functionOf(definition)
      if (typeof run !== 'function') throw notThere(name)
      const { previous } = tables
      const tell = (event: object) => peer.tell('event', event)
      const context = await contextThere({ message, run, resources, previous, line, signal, tell })
      const returned = await run(nested(tables.tables), context)
      const result = inPieces ? await storedFrame(returned, { asset: name, file: () => file }) : returned
      return sendResult(result, { ...registry, refOf: tables.refOf, inPieces })
    },
  }
}

function notThere(name: string): AssetError {
  return new AssetError({
    code: 'ASSET_FAILED',
    message: `${name} is not exported where the project is loaded again, in the thread or process that is to call it`,
    facts: { asset: name },
    fix: 'export it whatever the clock, chance and state of the process say; or leave out isolate',
  })
}
