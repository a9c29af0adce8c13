/**
 * What the functions of the platform do: which change their receiver or arguments, and which give the same value
 * wherever they are called. A function that is not listed may do anything.
 */

/** `RegExp.$1` and its like: what the last match of anybody found. */
export const lastMatch = 'last match'

const words = (text: string): ReadonlySet<string> => new Set(text.trim().split(/\s+/))

/** Methods that change what they are called on, of every container that JavaScript and Node have. */
const changing = words(`
  push pop shift unshift splice sort reverse fill copyWithin set add delete clear append next return throw
  getOrInsert getOrInsertComputed setDate setFullYear setHours setMilliseconds setMinutes setMonth setSeconds setTime setYear
  setUTCDate setUTCFullYear setUTCHours setUTCMilliseconds setUTCMinutes setUTCMonth setUTCSeconds
  setInt8 setInt16 setInt32 setUint8 setUint16 setUint32 setFloat16 setFloat32 setFloat64 setBigInt64 setBigUint64
  write swap16 swap32 swap64 register unregister
  addEventListener removeEventListener dispatchEvent abort enqueue addAbortListener use adopt defer disposeAsync dispose move
  resize grow transfer transferToFixedLength setFromHex setFromBase64 __defineGetter__ __defineSetter__`)

/** The writing methods of a `Buffer`, for every number and encoding. */
const writingBytes =
  /^write(?:(?:Big)?U?[Ii]nt|Float|Double)\d*(?:LE|BE)?$|^(?:ascii|base64|base64url|hex|latin1|ucs2|utf8)Write$/

/** Methods that leave their receiver as it is, among them those that build schemas. */
const reading = words(`
  at array brand charAt charCodeAt codePointAt concat default describe entries every extend filter find findIndex findLast findLastIndex
  flat flatMap forEach get getAll getDate getDay getFullYear getHours getMilliseconds getMinutes getMonth getSeconds getTime
  getTimezoneOffset getUTCDate getUTCDay getUTCFullYear getUTCHours getUTCMinutes getUTCMonth getUTCSeconds has hasOwnProperty includes
  indexOf int isDisjointFrom isSubsetOf isSupersetOf isWellFormed join keys lastIndexOf length localeCompare map match matchAll max merge
  meta min nonempty nonnegative normalize nullable nullish omit optional or and padEnd padStart partial pick pipe positive prefault
  propertyIsEnumerable readonly reduce reduceRight refine regex repeat replace replaceAll required safeParse search slice some split
  startsWith endsWith strict strip subarray substring superRefine symmetricDifference catch catchall then finally test toArray
  toBase64 toExponential toFixed toHex toISOString toJSON toLocaleDateString toLocaleLowerCase toLocaleString toLocaleTimeString
  toLocaleUpperCase toLowerCase toPrecision toReversed toSorted toSpliced toString toUTCString toUpperCase toWellFormed transform trim
  trimEnd trimStart union intersection difference url uuid email values valueOf with drop take exec`)

/** Members of these that return something which is held there, or pass it (or the object itself) to a callback. */
const givingOut = words(`
  at catch concat default drop entries every filter find findIndex findLast findLastIndex flat flatMap forEach get getAll intersection
  keys map pipe reduce reduceRight refine slice some sort subarray superRefine symmetricDifference take then toArray toReversed toSorted
  toSpliced transform union difference finally valueOf values with`)

/** Methods whose callback runs there and then. */
const immediate = words(
  'every filter find findIndex findLast findLastIndex flatMap forEach map reduce reduceRight some sort toSorted',
)

/** Methods that call what they are given, and never ask it for its name. */
const calling = words('then catch finally mapBatches')

/** Methods of texts that use a regular expression. */
const matching = words('match matchAll replace replaceAll search split')

/** Members of `RegExp` that are no state: what else it has is what the last match found. */
const statelessOfRegExp = words('prototype escape name length')

/** Methods that give an iterator, of whatever they are called on. */
const iterating = words('entries from keys matchAll values')

/** Functions of the platform that change their first argument. */
const changingFirst = words(`
  Object.assign Object.defineProperty Object.defineProperties Object.setPrototypeOf Object.freeze Object.seal Object.preventExtensions
  Reflect.set Reflect.defineProperty Reflect.deleteProperty Reflect.setPrototypeOf Reflect.preventExtensions
  Error.captureStackTrace crypto.getRandomValues
  Atomics.add Atomics.and Atomics.compareExchange Atomics.exchange Atomics.or Atomics.store Atomics.sub Atomics.xor`)

/** What has such functions, and may be asked for one by any name. */
const havingThese = /^(?:Atomics|Object|Reflect)(?:\.\*)?$/

/** Functions that call another function: what that changes is not visible at the call. */
const applying = words('call apply bind')

/** They make code of text, which may name whatever is around. */
const compiling = words('eval Function')

/** Names of the platform that can be called, and read, without changing anything that others see. */
const harmlessGlobals = words(`
  AggregateError Array ArrayBuffer Atomics BigInt BigInt64Array BigUint64Array Blob Boolean Buffer DataView Date Error EvalError Float16Array
  Float32Array Float64Array FormData Headers Infinity Int16Array Int32Array Int8Array Intl Iterator JSON Map Math NaN Number Object
  Promise RangeError ReferenceError Reflect RegExp Request Response Set String Symbol SyntaxError Temporal TextDecoder TextEncoder
  TypeError URIError URL URLSearchParams Uint16Array Uint32Array Uint8Array Uint8ClampedArray WeakMap WeakRef WeakSet arguments atob
  btoa clearInterval clearTimeout console crypto decodeURI decodeURIComponent encodeURI encodeURIComponent escape exports fetch
  isFinite isNaN module parseFloat parseInt performance queueMicrotask require setImmediate setInterval setTimeout structuredClone
  undefined unescape import.meta __dirname __filename new.target`)

/** Made by `new`, they are containers that nobody else has. */
const containers = words(`
  Array ArrayBuffer BigInt64Array BigUint64Array Date Error Float32Array Float64Array FormData Headers Int16Array Int32Array Int8Array Map
  Object RangeError Set TypeError URL URLSearchParams Uint16Array Uint32Array Uint8Array Uint8ClampedArray WeakMap WeakRef WeakSet`)

/** Made by `new`, their methods are all among those above, or change nothing. */
const builtins = words(`
  AbortController AggregateError BigInt Boolean DataView Error EvalError Event EventTarget Float16Array Function Intl Number Promise Proxy
  RangeError ReferenceError RegExp String Symbol SyntaxError TypeError URIError`)

/** Names of functions that ask for something, or make it. */
const questions =
  /^(?:get|has|is|to|from|create|find|connect|lookup|resolve|reverse|serialize|deserialize|validate|check|request$|now$|channel$|tracingChannel$|listenerCount$|eventLoopUtilization$|monitorEventLoopDelay$|snapshot$|bind$|executionAsync|triggerAsync|strip|builtin)/

/** Members of `process` that leave what others see of it as it is. */
const askingProcess = words(`
  abort availableMemory constrainedMemory cpuUsage cwd emitWarning exit getActiveResourcesInfo getBuiltinModule getegid geteuid getgid getgroups
  getuid hasUncaughtExceptionCaptureCallback hrtime kill memoryUsage nextTick resourceUsage send stderr stdin stdout threadCpuUsage
  uptime`)
const listening = words(`
  addListener emit eventNames listenerCount listeners off on once prependListener prependOnceListener rawListeners removeAllListeners
  removeListener`)

/** Members of these whose result may be only a view of their argument. */
const viewing = words(`
  BigInt64Array BigUint64Array Float32Array Float64Array Int16Array Int32Array Int8Array Object Uint16Array Uint32Array Uint8Array
  Uint8ClampedArray`)

/** They make a new container of what they are given. */
const making = words(`
  Array.from Array.of Object.create Object.entries Object.fromEntries Object.groupBy Object.keys Object.values Map.groupBy JSON.parse
  structuredClone`)

/** They give a primitive, whatever they are given. */
const counting = words(
  'BigInt Boolean Number String Symbol Symbol.for parseFloat parseInt Date.now Date.UTC JSON.stringify isNaN isFinite',
)

/**
 * Packages whose functions make a schema of what they are given and nothing else, but for the members that set
 * something for all.
 */
const builders = words('zod valibot arktype @sinclair/typebox')
const settingForAll = words(`
  config configure globalRegistry globalConfig setErrorMap setGlobalConfig deleteGlobalConfig setGlobalMessage deleteGlobalMessage
  setSchemaMessage deleteSchemaMessage setSpecificMessage deleteSpecificMessage FormatRegistry TypeRegistry TypeSystem TypeSystemPolicy
  Set Delete Clear $ark`)

/** Methods of texts that give the same text, or list of texts, for the same texts, numbers and patterns. */
const ofTexts = words(`
  concat padEnd padStart repeat replaceAll slice split toLowerCase toUpperCase trim trimEnd trimStart`)

/** Made by `new`, they run nothing of what they hold. */
const holders = words('Map Set')

/** Names whose value nobody changes. */
const constants = words('Infinity NaN undefined')

/** Names by which a value is converted, iterated or awaited. */
const converting = words('toString valueOf toJSON then next')

export const platform = {
  isOfTexts: (method: string) => ofTexts.has(method),
  onlyHolds: (name: string) => holders.has(name),
  isConstant: (name: string) => constants.has(name),
  isConverting: (name: string) => converting.has(name),
  isChanging: (method: string) => changing.has(method) || writingBytes.test(method),
  isReading: (method: string) => reading.has(method),
  hasLastMatch: (member: string) => !statelessOfRegExp.has(member),
  givesIterator: (method: string) => iterating.has(method),
  isMatching: (method: string) => matching.has(method),
  givesOut: (method: string) => givingOut.has(method),
  callsAtOnce: (method: string) => immediate.has(method),
  changesFirst: (path: string) => changingFirst.has(path),
  /** As a value: whoever has it may change its arguments. */
  changesWhoeverCalls: (path: string) =>
    changingFirst.has(path) || path === 'Reflect.apply' || path === 'structuredClone' || havingThese.test(path),
  isCalling: (method: string) => applying.has(method),
  onlyCalls: (method: string) => immediate.has(method) || calling.has(method),
  isHarmlessGlobal: (name: string) => harmlessGlobals.has(name) || name === lastMatch,
  compiles: (path: string) => compiling.has(path.replace(/^(?:globalThis|global)\./, '')),
  isContainer: (name: string) => containers.has(name),
  isKnown: (name: string) => containers.has(name) || builtins.has(name),
  isQuestion: (method: string) => questions.test(method),
  onlyAsksProcess: (member: string) => askingProcess.has(member),
  listensToProcess: (member: string) => listening.has(member),
  isView: (name: string) => viewing.has(name),
  makesContainer: (path: string) => making.has(path),
  givesPrimitive: (path: string) =>
    counting.has(path) || (path.startsWith('Math.') && path !== 'Math') || path.startsWith('Number.'),
  /** By this name whatever is called may be a package of schemas, which is set for all. */
  setsForAll: (method: string) => settingForAll.has(method),
  /** A package of schemas, read by members that set nothing for all. */
  isBuilder: (name: string, members: readonly string[]) =>
    builders.has(name) && !members.some((member) => settingForAll.has(member)),
}
