import { expect, test } from 'vitest'
import { platform } from '../../src/discover/code/platform.ts'

const words = (text: string): ReadonlySet<string> => new Set(text.trim().split(/\s+/))

/** What leaves a thing as it is, and is not among the methods whose result the slice knows. */
const neutral = words(`
  anchor arrayBuffer asciiSlice base64Slice base64urlSlice big blink blob bold bytes clone compare decode deref encode equals fixed fontcolor
  fontsize formData format formatRange formatRangeToParts formatToParts getBigInt64 getBigUint64 getCalendars getCollations getFloat16 getFloat32
  getFloat64 getHourCycles getInt16 getInt32 getInt8 getNumberingSystems getSetCookie getTextInfo getTimeZones getUint16 getUint32 getUint8
  getUTCMilliseconds getWeekInfo getYear hexSlice inspect italics json latin1Slice link maximize minimize of resolvedOptions segment
  select selectRange small stream strike sub substr sup text textStream throwIfAborted toDateString toGMTString toTemporalInstant toTimeString trimLeft trimRight ucs2Slice
  utf8Slice`)
/** Those of a `Buffer`, whatever number they read. */
const readingBytes = /^read(?:(?:Big)?U?[Ii]nt|Float|Double)\d*(?:LE|BE)?$/
/** They are seen for themselves: what is given to them, or what they are called on, is changed. */
const seenElsewhere = words(
  'composedPath compile copy encodeInto initEvent preventDefault stopImmediatePropagation stopPropagation',
)

const globalNames = Object.getOwnPropertyNames(globalThis).filter((name) => platform.isHarmlessGlobal(name))

test('every method of a value that the platform makes is known to change it, or not to', () => {
  const prototypes = globalNames.flatMap((name) => {
    const value = Reflect.get(globalThis, name) as { prototype?: object } | undefined
    const inner = name === 'Intl' ? Object.getOwnPropertyNames(Intl).map((member) => Reflect.get(Intl, member)) : []
    return [value, ...inner].flatMap((one) => prototypeOf(one))
  })
  const iterators = [[].values(), new Map().keys(), ''.matchAll(/a/g), [].values().map(Number), Iterator.from([])]
  const unknown = [...prototypes, ...iterators].flatMap((one) => methodsOf(one)).filter(isUnknown)
  expect([...new Set(unknown)].sort()).toEqual([])
})

function prototypeOf(value: unknown): object[] {
  const prototype = typeof value === 'function' ? (value.prototype as unknown) : undefined
  return typeof prototype === 'object' && prototype !== null ? [prototype] : []
}

function methodsOf(value: object): string[] {
  const methods: string[] = []
  for (let at = value; at !== Object.prototype && at !== null; at = Object.getPrototypeOf(at)) {
    for (const [name, { value: member }] of Object.entries(Object.getOwnPropertyDescriptors(at)))
      if (typeof member === 'function' && name !== 'constructor') methods.push(name)
  }
  return methods
}

function isUnknown(method: string): boolean {
  const isKnown = platform.isChanging(method) || platform.isReading(method)
  return !isKnown && !neutral.has(method) && !readingBytes.test(method) && !seenElsewhere.has(method)
}
