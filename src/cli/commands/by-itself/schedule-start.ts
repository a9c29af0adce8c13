import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { text } from 'node:stream/consumers'
import type { TickDocument, TicksDocument } from '../../../app/documents/schedule.ts'
import type { FollowEvent } from '../../../app/schedule/followed-schedules.ts'
import type { LeadEvent } from '../../../app/schedule/lead.ts'
import { type NextTime, startSchedules } from '../../../app/schedule/start.ts'
import { errorFields, troubleOf } from '../../../app/trouble.ts'
import type { StepError } from '../../../events.ts'
import { unitOf } from '../../../unit.ts'
import type { Answer, CommandContext } from '../../command.ts'
import { renderWarnings } from '../../render/run/run.ts'
import { renderLate, renderNext, renderTick } from '../../render/run/schedule.ts'
import { renderError, renderTrouble } from '../../render-error.ts'
import { drainOnSignals } from './drain.ts'

/**
 * Runs in the foreground until a signal comes, and then finishes running work. Each run is a process of its own, so
 * that it has the code of that moment and can be killed without the scheduler.
 */
export async function scheduleStart(context: CommandContext): Promise<Answer> {
  const { project, output } = context
  let ticks = 0
  let wrong: string | undefined
  using drain = drainOnSignals(process)
  const event = (name: string, facts: object) => output.event({ command: 'schedule', event: name, ...facts })
  const tellTick = (tick: TickDocument) => {
    ticks += 1
    event('tick', tick)
    output.note(renderTick(tick, output.noteStyle))
    const steps = tick.steps ?? []
    for (const { error, untried } of steps)
      if (error !== undefined && untried === undefined) output.complain(renderError(error, output.noteStyle))
    output.note(
      renderWarnings(
        steps.map((step) => ({ ...step, unit: unitOf(step.asset, step.partition) })),
        output.noteStyle,
      ),
    )
    if (tick.gc !== undefined && 'error' in tick.gc) output.complain(renderError(tick.gc.error, output.noteStyle))
    if (tick.steps === undefined && tick.error !== undefined) output.complain(renderError(tick.error, output.noteStyle))
  }
  const tickWith = async (words: readonly string[]) => {
    const document = await tickInProcess(context, words, drain.stop)
    if ('error' in document) {
      event('error', { error: document.error })
      // It was said when the files were found to be wrong.
      if (document.error.message === wrong) return output.note(`not run, as the project cannot be read: ${words[0]}`)
      return output.complain(renderError(document.error, output.noteStyle))
    }
    document.ticks.forEach(tellTick)
    for (const one of document.late) {
      event('late', one)
      output.note(renderLate(one, output.noteStyle))
    }
  }
  const fire = (schedule: string) => tickWith([schedule])
  const tellLate = () => tickWith(['--late'])
  const tell = (one: LeadEvent | FollowEvent) => {
    if (one.type === 'broken') {
      const trouble = troubleOf(one.error)
      wrong = trouble.errors[0]?.message
      event('broken', { schedules: one.schedules, ...errorFields(trouble.errors) })
      output.complain(renderTrouble(trouble, output.noteStyle))
    } else if (one.type === 'troubled') {
      const trouble = troubleOf(one.error)
      event('troubled', errorFields(trouble.errors))
      output.complain(renderTrouble(trouble, output.noteStyle))
    } else {
      const { type, ...facts } = one
      event(type, facts)
    }
    output.note(wordsOf(one))
  }
  const begin = (schedules: readonly NextTime[]) => {
    event('schedules', { schedules: schedules.map(({ name }) => name) })
    output.note(`schedules: ${schedules.map(renderNext).join(', ') || 'none, and alerts tell what is late'}`)
  }
  await startSchedules(project, { fire, tellLate, signal: drain.signal, tell, begin })
  // A signal is its normal end, so the exit code is 0 unless a second signal has cut a run short.
  return { exitCode: drain.exitCode(), document: () => ({ event: 'end', ticks }), text: () => '' }
}

function wordsOf(event: LeadEvent | FollowEvent): string {
  switch (event.type) {
    case 'leads':
      return 'this process runs them'
    case 'waits':
      return 'another process runs them: this one takes over when it has ended'
    case 'troubled':
      return 'it is waited for: what is due is run when the store can be used again'
    case 'follows':
      return `the project has changed, schedules: ${event.schedules.join(', ') || 'none'}`
    case 'broken':
      return `the project cannot be read: ${event.schedules.join(', ') || 'nothing'} as before, and what is due is run when that is mended`
    case 'drains':
      return `finishing ${event.schedules.join(', ')}: another signal stops it`
  }
}

type Document = TicksDocument | { readonly error: StepError }

/** In a group of its own: a Ctrl-C at the terminal reaches this process alone, which then decides about the run. */
async function tickInProcess(
  { project, io }: CommandContext,
  names: readonly string[],
  stop: AbortSignal,
): Promise<Document> {
  const { cwd, config, store, environment } = project
  const words = ['schedule', 'tick', ...names, '--json', '--cwd', cwd]
  if (config !== undefined) words.push('--config', config)
  if (store !== undefined) words.push('--store', store)
  if (environment !== undefined) words.push('--environment', environment)
  const child = spawn(process.execPath, [process.argv[1] as string, ...words], {
    env: io.env,
    stdio: ['ignore', 'pipe', 'inherit'],
    detached: true,
  })
  const kill = () => child.kill('SIGTERM')
  stop.addEventListener('abort', kill)
  const [json, [code, signal]] = await Promise.all([text(child.stdout), once(child, 'close')]).catch(
    (error: Error) => ['', [error.message, null]] as const,
  )
  stop.removeEventListener('abort', kill)
  try {
    return JSON.parse(json)
  } catch {
    return { error: withoutAnswer(['schedule tick', ...names].join(' '), { code, signal }) }
  }
}

function withoutAnswer(
  command: string,
  { code, signal }: { readonly code: unknown; readonly signal: unknown },
): StepError {
  if (signal === null) {
    const how = typeof code === 'number' ? `exit code ${code}` : code
    return {
      code: 'INTERNAL',
      message: `${command} ended without a word (${how})`,
      fix: `run it by hand: assets ${command}`,
    }
  }
  const memory = signal === 'SIGKILL' ? ', as the system does where memory runs out' : ''
  return {
    code: 'ASSET_CANCELLED',
    message: `${command} was ended by ${signal}${memory}`,
    fix: `what it had made is kept, and it is tried again; to see what ends it: assets ${command}`,
  }
}
