import { types } from 'node:util'
import { isPlainObject } from '../../table/codec/encode/push-value.ts'
import { snapshot } from '../../table/codec/encode/snapshot.ts'
import { frameName } from '../../table/frames/frame-name.ts'
import { type DateOrigin, dateOrigin, markDate } from '../../util/date-origin.ts'

/**
 * Values on their way to another thread or process. A structured clone carries most of them unchanged. A value that the
 * clone would change (a Buffer, a Date that was read from a DATE, an object of a class) or refuse (a function, a
 * symbol) is sent as a note. From the note, the other side makes a value that is stored, shown or refused as the
 * original would be.
 */

/** The only field of a note. */
const noteKey = '\u0000assetstore.note'

/** A value that other files of both sides describe and restore, such as a table. */
export type Note = { readonly is: string } & Readonly<Record<string, unknown>>
export type Describe = (value: object, send: (value: unknown) => unknown) => Note | undefined
export type Restore = (note: Note, receive: (value: unknown) => unknown) => unknown

/**
 * Deeper values go to the structured clone, which handles cycles; whatever stores rows refuses them for their depth.
 */
const deepest = 70

/** The value for a structured clone; the same object where the clone carries it unchanged. */
export function toSend(value: unknown, describe?: Describe): unknown {
  return describe === undefined && isCloned(value, 0) ? value : sent(value, { describe, depth: 0 })
}

/** As `toSend`, for a value that is sent later: a copy of its present state, in case its maker changes it meanwhile. */
export const toSendLater = (value: unknown): { readonly value: unknown; readonly isNoted: boolean } =>
  isCloned(value, 0)
    ? { value: snapshot(value), isNoted: false }
    : { value: sent(value, { describe: undefined, depth: 0 }), isNoted: true }

/** The value that was sent. */
export const received = (value: unknown, restore?: Restore): unknown => receivedAt(value, { restore, depth: 0 })

interface Receiving {
  readonly restore: Restore | undefined
  readonly depth: number
}

function receivedAt(value: unknown, receiving: Receiving): unknown {
  const { restore, depth } = receiving
  if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value) || depth > deepest) return value
  const next = { restore, depth: depth + 1 }
  if (isNote(value)) return restored(value[noteKey], restore)
  if (Array.isArray(value)) {
    for (let index = 0; index < value.length; index++) if (index in value) value[index] = receivedAt(value[index], next)
    return value
  }
  if (!isPlainObject(value)) return value
  const fields = value as Record<string, unknown>
  for (const name of Object.keys(fields)) {
    const field = fields[name]
    if (typeof field !== 'object' || field === null) continue
    const own = receivedAt(field, next)
    if (own !== field)
      Object.defineProperty(fields, name, { value: own, enumerable: true, writable: true, configurable: true })
  }
  return value
}

const note = (of: Note) => ({ [noteKey]: of })

const isNote = (value: object): value is { readonly [noteKey]: Note } => Object.hasOwn(value, noteKey)

/** Whether a structured clone carries the value unchanged. It does for most rows, which are then not copied twice. */
function isCloned(value: unknown, depth: number): boolean {
  if (typeof value !== 'object' || value === null) return typeof value !== 'function' && typeof value !== 'symbol'
  if (depth > deepest) return true
  if (types.isDate(value)) return dateOrigin(value) === undefined
  if (ArrayBuffer.isView(value)) return isOwnView(value)
  if (Array.isArray(value)) return value.every((element) => isCloned(element, depth + 1))
  if (!isPlainObject(value) || types.isProxy(value) || Object.hasOwn(value, noteKey)) return false
  for (const name in value) if (!isCloned((value as Record<string, unknown>)[name], depth + 1)) return false
  return true
}

/** False for a view of shared memory, or of a part of its buffer: such a view is copied first. */
const isOwnView = (value: ArrayBufferView): boolean =>
  !Buffer.isBuffer(value) && value.buffer instanceof ArrayBuffer && value.buffer.byteLength <= 64 * value.byteLength

interface Sending {
  readonly describe: Describe | undefined
  readonly depth: number
}

function sent(value: unknown, sending: Sending): unknown {
  const { describe, depth } = sending
  const next = { describe, depth: depth + 1 }
  if (typeof value === 'function') return note({ is: 'function', name: value.name })
  if (typeof value === 'symbol') return note({ is: 'symbol', text: value.description })
  if (typeof value !== 'object' || value === null || depth > deepest) return value
  const described = describe?.(value, (one) => sent(one, next))
  if (described !== undefined) return note(described)
  if (types.isDate(value)) {
    const origin = dateOrigin(value)
    return origin === undefined ? new Date(value.getTime()) : note({ is: 'date', ms: value.getTime(), origin })
  }
  if (Buffer.isBuffer(value)) return note({ is: 'buffer', bytes: new Uint8Array(value) })
  if (ArrayBuffer.isView(value)) return copyOf(value)
  if (Array.isArray(value)) return sentList(value, next)
  if (types.isNativeError(value)) return note({ is: 'error', error: sentError(value, next) })
  if (value instanceof Map) return note({ is: 'map', entries: sent([...value], next) })
  if (value instanceof Set) return note({ is: 'set', members: sent([...value], next) })
  if (types.isPromise(value)) return note({ is: 'promise' })
  const frame = frameName(value)
  if (frame !== undefined) return note({ is: 'instance', of: frame, fields: {} })
  const fields = sentFields(value, next)
  if (isPlainObject(value)) return Object.hasOwn(value, noteKey) ? note({ is: 'object', fields }) : fields
  return note({ is: 'instance', of: className(value), fields })
}

const copyOf = (view: ArrayBufferView): unknown =>
  view instanceof DataView ? view : Uint8Array.prototype.slice.call(view)

/** A hole in the list stays a hole. */
function sentList(list: readonly unknown[], next: Sending): unknown[] {
  const copy = new Array<unknown>(list.length)
  for (const index of list.keys()) if (index in list) copy[index] = sent(list[index], next)
  return copy
}

/** A name such as `__proto__` is a field like any other. */
function sentFields(value: object, next: Sending): object {
  const entries = Object.entries(value).map(([name, field]) => [name, sent(field, next)] as const)
  return Object.fromEntries(entries)
}

function className(value: object): string {
  const name: unknown = Object.getPrototypeOf(value)?.constructor?.name
  return typeof name === 'string' ? name : ''
}

/** The parts of an error that are shown, kept or read by code that catches it. */
function sentError(error: Error, next: Sending): Readonly<Record<string, unknown>> {
  const { message, stack } = error
  const hidden = ['cause', 'errors', 'name'].filter((name) => Object.hasOwn(error, name))
  const members = Object.fromEntries(
    hidden.map((name) => [name, sent((error as unknown as Record<string, unknown>)[name], next)]),
  )
  const enumerable = hidden.filter((name) => Object.prototype.propertyIsEnumerable.call(error, name))
  const fields = Object.fromEntries(
    Object.entries(error).flatMap(([name, value]) => (hidden.includes(name) ? [] : [[name, sent(value, next)]])),
  )
  return {
    of: className(error),
    name: error.name,
    message: String(message),
    stack,
    members,
    enumerable,
    fields,
    symbols: brandsOf(error, next),
  }
}

/** The fields by registered symbols: they mark a value, as they mark our own errors. */
function brandsOf(value: object, next: Sending): readonly (readonly [string, unknown])[] {
  return Object.getOwnPropertySymbols(value).flatMap((symbol) => {
    const key = Symbol.keyFor(symbol)
    return key === undefined ? [] : [[key, sent((value as Record<symbol, unknown>)[symbol], next)] as const]
  })
}

function restored(of: Note, restore: Restore | undefined): unknown {
  const own = (value: unknown) => received(value, restore)
  switch (of.is) {
    case 'function':
      return Object.defineProperty(() => undefined, 'name', { value: of.name })
    case 'symbol':
      return Symbol(of.text as string | undefined)
    case 'date':
      return markDate(new Date(of.ms as number), of.origin as DateOrigin)
    case 'buffer':
      return Buffer.from(of.bytes as Uint8Array)
    case 'map':
      return new Map(own(of.entries) as [unknown, unknown][])
    case 'set':
      return new Set(own(of.members) as unknown[])
    case 'promise':
      return Promise.resolve()
    case 'object':
      return fieldsOf(of.fields as object, own)
    case 'instance':
      return Object.setPrototypeOf(own(of.fields), prototypeOf(of.of as string, Object))
    case 'error':
      return errorOf(of.error as ReturnType<typeof sentError>, own)
    default:
      if (restore === undefined) throw new Error(`nothing is known of ${of.is}`)
      return restore(of, own)
  }
}

/** An object whose own data has the field name of a note. */
function fieldsOf(fields: object, own: (value: unknown) => unknown): object {
  return Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, own(value)]))
}

/** A prototype with the name of the class on the other side, since a value is shown with its class. */
function prototypeOf(name: string, parent: new () => object): object {
  return Object.defineProperty(class extends parent {}, 'name', { value: name }).prototype
}

const builtIn = new Map<string, object>(
  [Error, TypeError, RangeError, SyntaxError, ReferenceError, EvalError, URIError, AggregateError].map((one) => [
    one.name,
    one.prototype,
  ]),
)

function errorOf(sent: ReturnType<typeof sentError>, own: (value: unknown) => unknown): Error {
  const of = sent.of as string
  const error = new Error(sent.message as string)
  Object.setPrototypeOf(error, builtIn.get(of) ?? prototypeOf(of, Error))
  const hidden = (name: string, value: unknown, enumerable = false) =>
    Object.defineProperty(error, name, { value, enumerable, writable: true, configurable: true })
  hidden('stack', sent.stack)
  if (error.name !== sent.name) hidden('name', sent.name)
  for (const [name, value] of Object.entries(sent.members as object))
    hidden(name, own(value), (sent.enumerable as string[]).includes(name))
  for (const [name, value] of Object.entries(sent.fields as object)) hidden(name, own(value), true)
  for (const [key, value] of sent.symbols as [string, unknown][])
    Object.assign(error, { [Symbol.for(key)]: own(value) })
  return error
}
