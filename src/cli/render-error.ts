import { AssetError, AssetErrors, type ExitCode, errorCodes, exitCodes } from '../errors.ts'
import type { StepError } from '../events.ts'
import { failingRows } from './render/failing-rows.ts'
import type { Style } from './text/style.ts'

/** One entry of `error` or `errors` in a JSON document. */
export interface ErrorDocument {
  readonly code: string
  readonly message: string
  readonly at?: string
  readonly facts?: Readonly<Record<string, unknown>>
  readonly fix?: string
}

export interface Trouble {
  readonly exitCode: ExitCode
  readonly errors: readonly ErrorDocument[]
  /** The stack of an error that is no `AssetError`: our own bug. */
  readonly stack?: string
}

const reportFix = 'report it with the lines above, the command you ran and what `assets doctor` prints'

/** What went wrong, as data: the user's mistakes, or our own bug. */
export function troubleOf(error: unknown): Trouble {
  if (AssetError.is(error)) return { exitCode: exitOf(error.code), errors: [errorDocument(error)] }
  if (error instanceof AssetErrors || isErrorList(error)) {
    const exit = Math.max(...error.errors.map((one) => exitOf(one.code))) as ExitCode
    return { exitCode: exit, errors: error.errors.map(errorDocument) }
  }
  const bug = error instanceof Error ? error : new Error(String(error))
  const message = `this is a bug of assets: ${bug.message}`
  return {
    exitCode: exitCodes.bug,
    errors: [{ code: 'INTERNAL', message, fix: reportFix }],
    stack: bug.stack ?? String(bug),
  }
}

/** `error` is the first, `errors` all where there are several. */
export function errorFields(errors: readonly ErrorDocument[]): object {
  return errors.length > 1 ? { error: errors[0], errors } : { error: errors[0] }
}

/** `error CODE  place`, then the sentence, then the cure, both indented. Errors are parted by an empty line. */
export function renderTrouble({ errors, stack }: Trouble, style: Style): string {
  const blocks = errors.map((error) => renderError(error, style))
  if (stack === undefined) return blocks.join('\n\n')
  return [style.paint.faint(stack), ...blocks].join('\n')
}

export function renderError(error: ErrorDocument | StepError, style: Style): string {
  const { paint } = style
  const { code, message, at, facts, fix } = error
  const rows = failingRows(facts, style).map((line) => `  ${line}`)
  const head = `${paint.bad('error')} ${paint.strong(code)}${at === undefined ? '' : `  ${at}`}`
  const detail = indent(pointed(facts?.detail)).map(paint.faint)
  return [head, ...indent(message), ...detail, ...rows, ...indent(fix ?? '')].join('\n')
}

/** Of what the data engine says of a statement: the line and the caret below it, which no sentence can replace. */
function pointed(detail: unknown): string {
  return typeof detail === 'string' ? (/^LINE \d+:[\s\S]*/m.exec(detail)?.[0].trimEnd() ?? '') : ''
}

function indent(text: string): string[] {
  return text === '' ? [] : text.split('\n').map((line) => `  ${line}`)
}

function errorDocument({ code, message, at, facts, fix }: AssetError): ErrorDocument {
  return { code, message, ...(at === undefined ? {} : { at }), ...(facts === undefined ? {} : { facts }), fix }
}

function exitOf(code: AssetError['code']): ExitCode {
  return errorCodes[code] ?? exitCodes.bad
}

/** Two bundles again: the list may come from the other one's class. */
function isErrorList(error: unknown): error is AssetErrors {
  return error instanceof Error && error.name === 'AssetErrors' && Array.isArray((error as AssetErrors).errors)
}
