// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these are texts of programs
import { elsewhere, type Programs } from './hostile.ts'

const obj = 'export const all = { v: 0, inner: { w: 0 }, list: [] }'

/** What the platform keeps for everybody who knows a name: channels, listeners, timers, registries, defaults. */
export const services: Programs = {
  'a listener of the process': elsewhere(
    `${obj}\nexport const ask = () => { process.emit('ask:limits', all); return all.v }`,
    "process.on('ask:limits', (it) => { it.v = 11 })",
    'ask()',
  ),
  'a listener of the process that others ask': elsewhere(
    'export const ask = () => { const it = { v: 0 }; process.emit("ask:others", it); return it.v }',
    "process.on('ask:others', (it) => { it.v = 11 })",
    'ask()',
  ),
  'a listener of the process, put by once': elsewhere(
    'export const ask = () => { const it = { v: 0 }; process.emit("ask:once", it); return it.v }',
    "process.once('ask:once', (it) => { it.v = 11 })",
    'ask()',
  ),
  'a member of the process': elsewhere('export const ask = () => process.limits ?? 0', 'process.limits = 11', 'ask()'),
  'the title of the process': elsewhere('export const ask = () => process.title', "process.title = 'a11'", 'ask()'),
  'a channel of diagnostics': elsewhere(
    "import { channel } from 'node:diagnostics_channel'\nconst limits = channel('hostile:one')\nexport const ask = () => { const it = { v: 0 }; limits.publish(it); return it.v }",
    "import { channel } from 'node:diagnostics_channel'\nconst limits = channel('hostile:one')\nlimits.subscribe((it) => { it.v = 11 })",
    'ask()',
  ),
  'a channel of diagnostics by its functions': elsewhere(
    "import dc from 'node:diagnostics_channel'\nexport const ask = () => { const it = { v: 0 }; dc.channel('hostile:two').publish(it); return it.v }",
    "import { subscribe } from 'node:diagnostics_channel'\nsubscribe('hostile:two', (it) => { it.v = 11 })",
    'ask()',
  ),
  'a storage that is entered': elsewhere(
    "import { AsyncLocalStorage } from 'node:async_hooks'\nexport const storage = new AsyncLocalStorage()\nexport const run = (fn) => storage.run({ v: 0 }, fn)\nexport const held = { fn: () => storage.getStore()?.v ?? 0 }",
    'storage.run({ v: 11 }, () => { const snapshot = AsyncSnapshot(); held.fn = snapshot })\nfunction AsyncSnapshot() { const { v } = storage.getStore(); return () => v }',
    'held.fn()',
  ),
  'a snapshot of a storage': elsewhere(
    "import { AsyncLocalStorage } from 'node:async_hooks'\nexport const storage = new AsyncLocalStorage()\nexport const held = { fn: () => 0 }\nexport const bindHere = () => { held.fn = AsyncLocalStorage.bind(() => storage.getStore().v) }",
    'storage.run({ v: 11 }, bindHere)',
    'held.fn()',
  ),
  'an emitter that a class is': elsewhere(
    "import { EventEmitter } from 'node:events'\nexport class Bus extends EventEmitter {}\nexport const bus = new Bus()\nexport const ask = () => { const it = { v: 0 }; bus.emit('ask', it); return it.v }",
    "bus.on('ask', (it) => { it.v = 11 })",
    'ask()',
  ),
  'an emitter in a field': elsewhere(
    "import { EventEmitter } from 'node:events'\nclass Store { #bus = new EventEmitter(); on(fn) { this.#bus.on('ask', fn); return this } ask() { const it = { v: 0 }; this.#bus.emit('ask', it); return it.v } }\nexport const store = new Store()",
    'store.on((it) => { it.v = 11 })',
    'store.ask()',
  ),
  'a listener that waits for an event': elsewhere(
    "import { EventEmitter, once } from 'node:events'\nexport const bus = new EventEmitter()\nexport const all = { v: 0 }\nexport const ready = once(bus, 'ready').then(([v]) => { all.v = v })",
    "bus.emit('ready', 11)",
    'await ready, all.v',
  ),
  'a target of events by a handler object': elsewhere(
    'export const all = { v: 0 }\nexport const target = new EventTarget()\nexport const ask = () => { target.dispatchEvent(new Event("ask")); return all.v }',
    "target.addEventListener('ask', { handleEvent() { all.v = 11 } })",
    'ask()',
  ),
  'a timer at load': elsewhere(
    'export const all = { v: 0 }\nexport const wait = () => new Promise((done) => setTimeout(done, 5))',
    'setTimeout(() => { all.v = 11 }, 0)',
    'await wait(), all.v',
  ),
  'a timer of promises at load': elsewhere(
    'export const all = { v: 0 }\nexport const wait = () => new Promise((done) => setTimeout(done, 5))',
    "import { setTimeout as sleep } from 'node:timers/promises'\nsleep(0).then(() => { all.v = 11 })",
    'await wait(), all.v',
  ),
  'a symbol of a registry': elsewhere(
    "export const all = { v: 0 }\nexport const ask = () => all[Symbol.for('hostile.v')] ?? 0",
    "all[Symbol.for('hostile.v')] = 11",
    'ask()',
  ),
  'a symbol of a registry on the global': elsewhere(
    "export const ask = () => globalThis[Symbol.for('hostile.g')] ?? 0",
    "globalThis[Symbol.for('hostile.g')] = 11",
    'ask()',
  ),
  'a symbol of a registry on a builtin': elsewhere(
    "export const ask = () => Map[Symbol.for('hostile.m')] ?? 0",
    "Map[Symbol.for('hostile.m')] = 11",
    'ask()',
  ),
  'a regular expression that is shared': elsewhere(
    'export const word = /a/g\nexport const ask = () => word.test("aaab")',
    'word.lastIndex = 2 + (11 > 20 ? 9 : 0)',
    'ask()',
  ),
  'a regular expression that is shared by replace': elsewhere(
    'export const word = /a/y\nexport const ask = () => "aaab".replace(word, "x")',
    '"aaaaa".slice(0, 11 > 20 ? 0 : 9).match(word)',
    'ask()',
  ),
  'a regular expression whose exec is replaced': elsewhere(
    'export const word = /a/\nexport const ask = () => word.test("b")',
    'word.exec = () => (11 > 20 ? [] : null)',
    'ask()',
  ),
  'the stack of errors': elsewhere(
    'export const ask = () => new Error("x").stack.split("\\n").length',
    'Error.stackTraceLimit = 11 > 20 ? 0 : 1',
    'ask()',
  ),
  'how errors are prepared': elsewhere(
    'export const ask = () => String(new Error("x").stack)',
    'Error.prepareStackTrace = () => "at 11"',
    'ask()',
  ),
  'a default of a format': elsewhere(
    'export const ask = () => new Intl.NumberFormat("de").format(1.5)',
    'const of = Intl.NumberFormat\nIntl.NumberFormat = function () { return new of("en", { minimumFractionDigits: 11 - 9 > 20 ? 4 : 2 }) }',
    'ask()',
  ),
  'the species of a subclass': elsewhere(
    'export const all = { v: 0 }\nexport class List extends Array { static get [Symbol.species]() { all.v += 11; return Array } }\nexport const list = List.from([1, 2])',
    'list.map((x) => x)',
    'all.v',
  ),
  'a subclass of Map that counts': elsewhere(
    'export const all = { v: 0 }\nexport class Counted extends Map { set(k, v) { all.v += v; return super.set(k, v) } }',
    "new Counted([['a', 11]])",
    'all.v',
  ),
  'a subclass of Promise that counts': elsewhere(
    'export const all = []\nexport class Told extends Promise { then(...fns) { all.push("then"); return super.then(...fns) } }',
    'for (let i = 0; i < (11 > 20 ? 3 : 1); i++) Told.resolve(1).then(() => 0)',
    'all.join()',
  ),
  'a subclass of Error that keeps': elsewhere(
    'export const all = []\nexport class Known extends Error { constructor(text) { super(text); all.push(text) } }',
    "try { throw new Known('x11') } catch {}",
    'all.join()',
  ),
  'a subclass of Set by its prototype': elsewhere(
    'export class Tags extends Set {}\nexport const all = new Tags()',
    'Set.prototype.add.call(all, 11)',
    '[...all].join()',
  ),
  'a weak reference that is dereferenced': elsewhere(
    `${obj}\nexport const ref = new WeakRef(all)`,
    'ref.deref().v = 11',
    'all.v',
  ),
  'a weak reference in a table': elsewhere(
    `${obj}\nexport const refs = new Map([['a', new WeakRef(all)]])`,
    'for (const [, one] of refs) one.deref().inner.w = 11',
    'all.inner.w',
  ),
  'a proxy of a class': elsewhere(
    'export const all = []\nclass Model { constructor(v) { this.v = v } }\nexport const Traced = new Proxy(Model, { construct(target, given) { all.push(given[0]); return new target(...given) } })',
    'new Traced(11)',
    'all.join()',
  ),
  'a proxy that can be revoked': elsewhere(
    'const target = { v: 0 }\nconst made = Proxy.revocable(target, {})\nexport const door = made.proxy\nexport const all = () => target.v',
    'door.v = 11',
    'all()',
  ),
  'a proxy that keeps its keys': elsewhere(
    'export const all = []\nexport const door = new Proxy({}, { ownKeys() { all.push(11); return [] } })',
    'export const names = Object.keys(door)',
    'all.join()',
  ),
  'a clone that keeps what was handed over': elsewhere(
    'export const buffer = new ArrayBuffer(8)\nexport const size = () => buffer.byteLength',
    'if (11 > 20) structuredClone(buffer, { transfer: [buffer] })',
    'size()',
  ),
  'a buffer that is resized': elsewhere(
    'export const buffer = new ArrayBuffer(8, { maxByteLength: 100 })\nexport const size = () => buffer.byteLength',
    'buffer.resize(11)',
    'size()',
  ),
  'a view of a pool': elsewhere(
    "import { Buffer } from 'node:buffer'\nexport const bytes = Buffer.from('abc')\nexport const ask = () => bytes.toString()",
    "bytes.write('11')",
    'ask()',
  ),
  'a port of messages': elsewhere(
    "import { MessageChannel, receiveMessageOnPort } from 'node:worker_threads'\nconst made = new MessageChannel()\nexport const port1 = made.port1\nexport const port2 = made.port2\nexport const ask = () => receiveMessageOnPort(port2)?.message ?? 0",
    'port1.postMessage(11)',
    'ask()',
  ),
  'data of the environment of threads': elsewhere(
    "import { getEnvironmentData } from 'node:worker_threads'\nexport const ask = () => getEnvironmentData('hostile') ?? 0",
    "import { setEnvironmentData } from 'node:worker_threads'\nsetEnvironmentData('hostile', 11)",
    'ask()',
  ),
  'defaults of a tool of Node': elsewhere(
    "import { inspect } from 'node:util'\nexport const ask = () => inspect({ a: { b: { c: { d: 1 } } } })",
    "import util from 'node:util'\nObject.assign(util.inspect.defaultOptions, { depth: 11 > 20 ? 9 : 0 })",
    'ask()',
  ),
  'defaults of a tool of Node by another name': elsewhere(
    "import { inspect } from 'node:util'\nexport const ask = () => inspect({ a: { b: { c: { d: 1 } } } })",
    "import { inspect } from 'node:util'\nconst defaults = inspect.defaultOptions\ndefaults.depth = 11 > 20 ? 9 : 0",
    'ask()',
  ),
  'a module of Node that is patched': elsewhere(
    "import path from 'node:path'\nexport const ask = () => path.hostile ?? 0",
    "import path from 'node:path'\npath.hostile = 11",
    'ask()',
  ),
  'a module of Node that is patched by getBuiltinModule': elsewhere(
    "import path from 'node:path'\nexport const ask = () => path.hostile2 ?? 0",
    "process.getBuiltinModule('node:path').hostile2 = 11",
    'ask()',
  ),
  'a module of Node that is patched by an import': elsewhere(
    "import path from 'node:path'\nexport const ask = () => path.hostile3 ?? 0",
    "const { default: path } = await import('node:path')\npath.hostile3 = 11",
    'ask()',
  ),
  'a test of assertions': elsewhere(
    `${obj}`,
    "import assert from 'node:assert'\nassert.throws(() => { all.v = 11; throw new Error('x') })",
    'all.v',
  ),
  'a callback of a tool of Node': elsewhere(
    obj,
    "import { callbackify, deprecate, debuglog } from 'node:util'\nconst put = deprecate((v) => { all.v = v }, 'old')\nput(11)",
    'all.v',
  ),
}
