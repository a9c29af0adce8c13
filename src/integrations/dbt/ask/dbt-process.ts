import { spawn } from 'node:child_process'
import { rmSync } from 'node:fs'
import { createInterface } from 'node:readline'
import type { DbtMistake } from '../answer.ts'
import { type DbtTarget, type DbtWork, notStarted, startOf } from './ask.ts'
import { markedAnswer } from './marked-answer.ts'

/** One node, by its id, over tables: the text of a relation -> the Parquet files with its rows. */
export interface NodeOverTables {
  readonly node: string
  readonly tables: Readonly<Record<string, readonly string[]>>
}
export type NodeRequest =
  | (NodeOverTables &
      (
        | { readonly ask: 'render' }
        /** `previous`: the files of the node's last version. */
        | ({ readonly ask: 'make'; readonly previous: readonly string[] | null } & MakingOfNode)
      ))
  | SourceRequest
/** A source that a plugin loads, by its id; its rows are written to `out`. */
interface SourceRequest extends Pick<MakingOfNode, 'out' | 'startsOver'> {
  readonly ask: 'load'
  readonly source: string
  readonly tables: Readonly<Record<string, never>>
}
export interface MakingOfNode {
  /** The Parquet file to which its table is written; for a test, its failing rows. */
  readonly out: string
  /** Whether its statements may leave anything in the database, so that the next request needs another one. */
  readonly startsOver: boolean
  /** Whether its files are written where the project says, and nothing is written to `out`. */
  readonly files?: boolean
  /** For an external model: the Parquet files with the rows of its statement, which is not run. */
  readonly rows?: readonly string[]
  /** For an external model: `out` gets the rows of its statement, and no other file is written. */
  readonly statementAlone?: true
}
export interface RenderedNode {
  /** Its statement; null where dbt has run one statement for each batch. */
  readonly compiled: string | null
  /** Whether a later run makes other rows: inputs have batches that have not begun, or a hook asks for the time. */
  readonly later?: boolean
  /** The path of its files as dbt has written them: a file, or the folder of several. */
  readonly location?: string
  /** For a test: dbt's verdict (`pass`, `fail` or `warn`) and the number that it counted. */
  readonly verdict?: { readonly status: string; readonly failures: number }
  /** Why a unit test fails, in dbt's words. */
  readonly failure?: string
  /** Tables that the project's own statements have written beside that of the node. */
  readonly beside?: readonly string[]
}
export type NodeAnswer = RenderedNode | { readonly mistake: DbtMistake }

/** A dbt process that has read a project once, and answers requests for one node after another. */
export interface DbtProcess {
  ask(request: NodeRequest, how: { readonly signal: AbortSignal; line(text: string): void }): Promise<NodeAnswer>
  /** Ends the process. A later request starts another one. */
  end(): Promise<void>
}

/** The process is started with the first request. */
export function dbtProcess(target: DbtTarget, workOf: () => DbtWork): DbtProcess {
  let running: Running | undefined
  let last: Promise<unknown> = Promise.resolve()
  const askNow: DbtProcess['ask'] = async (request, how) => {
    how.signal.throwIfAborted()
    if (running === undefined || running.isOver()) running = start(target, workOf())
    return running.ask(request, how)
  }
  /** Runs requests one after another. */
  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const done = last.then(work)
    last = done.catch(() => undefined)
    return done
  }
  return {
    ask: (request, how) => inTurn(() => askNow(request, how)),
    end: () => inTurn(async () => running?.end()),
  }
}

interface Running extends DbtProcess {
  isOver(): boolean
}
interface Waiting {
  resolve(answer: NodeAnswer): void
  line(text: string): void
}

function start(target: DbtTarget, work: DbtWork): Running {
  const { folder, mark, command, words, options, input } = startOf(target, 'serve', work)
  const child = spawn(command, words, options)
  let waiting: Waiting | undefined
  let errors = ''
  let isOver = false
  const settle = (answer: NodeAnswer) => {
    waiting?.resolve(answer)
    waiting = undefined
  }
  const closed = new Promise<void>((resolve) => {
    const end = (message: string) => {
      isOver = true
      rmSync(folder, { recursive: true, force: true })
      settle(notStarted(errors.trim() || message))
      resolve()
    }
    child.on('error', (error) => end(error.message)).on('close', (status) => end(`it ended with ${status}`))
  })
  createInterface({ input: child.stdout }).on('line', (line) => {
    const text = markedAnswer(line, mark)
    if (text === undefined) return
    const answer = JSON.parse(text) as NodeAnswer | { readonly line: string }
    if ('line' in answer) waiting?.line(answer.line)
    else settle(answer)
  })
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    errors += text
  })
  // The process reports its errors when it ends.
  child.stdin.on('error', () => undefined)
  child.stdin.write(input)
  return {
    isOver: () => isOver,
    async ask(request, { signal, line }) {
      const stop = () => {
        isOver = true
        child.kill('SIGKILL')
      }
      signal.addEventListener('abort', stop, { once: true })
      errors = ''
      const answer = new Promise<NodeAnswer>((resolve) => {
        waiting = { resolve, line }
      })
      child.stdin.write(`${JSON.stringify(request)}\n`)
      return answer.finally(() => signal.removeEventListener('abort', stop))
    },
    end() {
      isOver = true
      child.stdin.end()
      return closed
    },
  }
}
