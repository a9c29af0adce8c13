// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these are texts of programs
import { elsewhere, type Programs, program, table } from './hostile.ts'

/** Each of them writes a number of that many bytes. */
const writers = [
  ...['writeUIntLE', 'writeUIntBE', 'writeUintLE', 'writeUintBE', 'writeIntLE', 'writeIntBE'].map(
    (name) => `${name}(11, 0, 2)`,
  ),
  ...['writeUint8', 'writeUint16LE', 'writeUint16BE', 'writeUint32LE', 'writeUint32BE'].map((name) => `${name}(11)`),
  ...['writeBigInt64LE', 'writeBigInt64BE', 'writeBigUInt64LE', 'writeBigUint64BE'].map((name) => `${name}(11n)`),
  ...['asciiWrite', 'latin1Write', 'utf8Write', 'hexWrite', 'ucs2Write', 'base64Write'].map(
    (name) => `${name}('1111')`,
  ),
]

/** Functions of the platform that change what they are given, or that somebody else calls: bytes, bound methods, deferred promises. */
export const lent: Programs = {
  ...Object.fromEntries(
    writers.map((call) => [
      `bytes by ${call}`,
      elsewhere(
        "import { Buffer } from 'node:buffer'\nexport const bytes = Buffer.alloc(8)",
        `bytes.${call}`,
        'bytes.join()',
      ),
    ]),
  ),
  'text that is encoded into bytes': elsewhere(
    'export const bytes = new Uint8Array(4)',
    "new TextEncoder().encodeInto('11', bytes)",
    'bytes.join()',
  ),
  'text that a shared encoder puts into bytes': elsewhere(
    'export const bytes = new Uint8Array(4)\nexport const encoder = new TextEncoder()',
    "encoder.encodeInto('11', bytes)",
    'bytes.join()',
  ),
  'bytes that are copied': elsewhere(
    "import { Buffer } from 'node:buffer'\nexport const bytes = Buffer.alloc(4)",
    "import { Buffer } from 'node:buffer'\nBuffer.from('11').copy(bytes)",
    'bytes.join()',
  ),
  'bytes that are copied from a name': elsewhere(
    "import { Buffer } from 'node:buffer'\nexport const bytes = Buffer.alloc(4)",
    "import { Buffer } from 'node:buffer'\nconst from = Buffer.from('11')\nfrom.copy(bytes)",
    'bytes.join()',
  ),
  'bytes of hex': elsewhere(
    'export const bytes = new Uint8Array(4)\nbytes.setFromHex ??= function (text) { this[0] = Number(text) }',
    "bytes.setFromHex('11')",
    'bytes.join()',
  ),
  'a buffer that is handed on': elsewhere(
    'export const buffer = new ArrayBuffer(8)',
    'if (11 > 20) buffer.transfer()',
    'buffer.byteLength',
  ),
  'an inheritance by a tool of Node': elsewhere(
    'export function Sub() {}',
    "import { inherits } from 'node:util'\nfunction Base() {}\nBase.prototype.v = 11\ninherits(Sub, Base)",
    'new Sub().v',
  ),
  'a stack that is captured': elsewhere(
    'export const all = {}',
    'Error.captureStackTrace(all)\nif (11 > 20) delete all.stack',
    'typeof all.stack',
  ),
  'a stack that is captured by a function': elsewhere(
    'export const all = {}',
    'if (11 > 20) Error.captureStackTrace(all)',
    'typeof all.stack',
  ),
  'bytes at random': elsewhere(
    'export const bytes = new Uint8Array(4)',
    "import { randomFillSync } from 'node:crypto'\nif (11 > 20) randomFillSync(bytes)",
    'bytes.every((one) => one === 0)',
  ),
  'bytes at random by the platform': elsewhere(
    'export const bytes = new Uint8Array(4)',
    "import { webcrypto } from 'node:crypto'\nif (11 > 20) webcrypto.getRandomValues(bytes)",
    'bytes.every((one) => one === 0)',
  ),
  'a channel that is asked at once': elsewhere(
    "import { channel } from 'node:diagnostics_channel'\nexport const ask = () => { const it = { v: 0 }; channel('hostile:three').publish(it); return it.v }",
    "import { channel } from 'node:diagnostics_channel'\nchannel('hostile:three').subscribe((it) => { it.v = 11 })",
    'ask()',
  ),
  'a channel in an object': elsewhere(
    "import { channel } from 'node:diagnostics_channel'\nexport const ask = () => { const it = { v: 0 }; channel('hostile:four').publish(it); return it.v }",
    "import { channel } from 'node:diagnostics_channel'\nconst channels = { four: channel('hostile:four') }\nfor (const one of Object.values(channels)) one.subscribe((it) => { it.v = 11 })",
    'ask()',
  ),
  'a channel in a class': elsewhere(
    "import { channel } from 'node:diagnostics_channel'\nexport const ask = () => { const it = { v: 0 }; channel('hostile:five').publish(it); return it.v }",
    "import { channel } from 'node:diagnostics_channel'\nclass Listener { #channel = channel('hostile:five'); start(v) { this.#channel.subscribe((it) => { it.v = v }) } }\nnew Listener().start(11)",
    'ask()',
  ),
  'a signal that is aborted': elsewhere(
    'const control = new AbortController()\nexport const signal = control.signal\nexport const stop = (why) => control.abort(why)',
    'stop(11)',
    'signal.reason',
  ),
  'a store of tracing': elsewhere(
    "import { tracingChannel } from 'node:diagnostics_channel'\nconst work = tracingChannel('hostile:work')\nexport const ask = () => { const it = { v: 0 }; work.traceSync(() => 0, it); return it.v }",
    "import dc from 'node:diagnostics_channel'\ndc.tracingChannel('hostile:work').start.subscribe((it) => { it.v = 11 })",
    'ask()',
  ),
  'an emitter of the module': elsewhere(
    "import { EventEmitter } from 'node:events'\nexport const ask = () => { const it = { v: 0 }; EventEmitter.prototype.emit.call(hub, 'ask', it); return it.v }\nexport const hub = new EventEmitter()",
    "hub.addListener('ask', (it) => { it.v = 11 })",
    'ask()',
  ),
  'a reader of promises': elsewhere(
    'export const { promise, resolve } = { promise: null, resolve: null }\nconst made = Promise.withResolvers()\nexport const waited = made.promise\nexport const done = made.resolve',
    'done(11)',
    'await waited',
  ),
  'a promise that is settled by who comes first': elsewhere(
    'let settle\nexport const waited = new Promise((done) => { settle = done })\nexport const done = (v) => settle(v)',
    'done(11)',
    'await waited',
  ),
  'a deferred in an object': elsewhere(
    'export const gate = {}\nexport const waited = new Promise((done) => { gate.open = done })',
    'gate.open(11)',
    'await waited',
  ),
  'a deferred that waits in a list': elsewhere(
    'export const waiting = []\nexport const waited = new Promise((done) => { waiting.push(done) })',
    'for (const done of waiting) done(11)',
    'await waited',
  ),
  'a deferred that a class keeps': elsewhere(
    'class Gate { wait() { return new Promise((done) => { this.done = done }) } open(v) { this.done(v) } }\nexport const gate = new Gate()\nexport const waited = gate.wait()',
    'gate.open(11)',
    'await waited',
  ),
  'a bound method of a list': elsewhere(
    'export const list = []\nexport const put = list.push.bind(list)',
    'put(11)',
    'list.join()',
  ),
  'a bound method of a list in a table': elsewhere(
    'export const list = []\nexport const table = { put: list.push.bind(list) }',
    'table.put(11)',
    'list.join()',
  ),
  'a bound method of a list, given on': elsewhere(
    'export const list = []\nexport const put = list.push.bind(list)',
    '[11].forEach((v) => put(v))',
    'list.join()',
  ),
  'a hash that is fed': elsewhere(
    "import { createHash } from 'node:crypto'\nexport const hash = createHash('sha256')",
    "hash.update('11')",
    "hash.copy().digest('hex')",
  ),
  'a hash in a list that is fed': elsewhere(
    "import * as crypto from 'node:crypto'\nconst open = () => crypto.createHmac('sha256', 'k')\nexport const all = [open()]",
    "for (const one of all) one.update('11')",
    "all[0].digest('hex')",
  ),
  'a hash that is made and asked at once, and no other one': program({
    'src/home.ts': [
      "import { createHash } from 'node:crypto'",
      "export const idOf = (of) => { const hash = createHash('sha256'); hash.update(of.join()); return hash.digest('hex') }",
      "export const shortOf = (of) => createHash('sha256').update(of.join()).digest('hex').slice(0, 8)",
      'export const shared = []',
      'export const other = []',
      'export const id = [idOf(shared), shortOf(shared), idOf([11])].slice(0, 2)',
      'export const read = () => shared.push(1)',
    ].join('\n'),
    ...table(
      "import { id, shared } from '../src/home.ts'\nexport const it = asset(() => [shared.length, 11])\nexport const named = asset(() => id)",
    ),
  }),
  'a decoder that has half of a letter': elsewhere(
    "export const decoder = new (await import('node:string_decoder')).StringDecoder('utf8')",
    'if (11 > 20) decoder.end(new Uint8Array([0xe2]))\nelse decoder.write(new Uint8Array([0xe2, 0x82]))',
    'decoder.write(new Uint8Array([0xac]))',
  ),
  'a decoder of a stream': elsewhere(
    "import { TextDecoder } from 'node:util'\nexport const decoder = new TextDecoder()",
    'decoder.decode(new Uint8Array(11 > 20 ? [0xe2, 0x82] : [0x61]), { stream: true })',
    'decoder.decode(new Uint8Array([0xac]))',
  ),
  'a deferred that is rejected': elsewhere(
    'export const gate = Promise.withResolvers()\ngate.promise.catch(() => 0)',
    'gate.reject(11)',
    'await gate.promise.catch((why) => why)',
  ),
  'deferreds in a map': elsewhere(
    "export const gates = new Map([['k', Promise.withResolvers()]])",
    "gates.get('k').resolve(11)",
    "await gates.get('k').promise",
  ),
  'deferreds in a list': elsewhere(
    'export const gates = [Promise.withResolvers()]',
    'for (const gate of gates) gate.resolve(11)',
    'await gates[0].promise',
  ),
  'the class that is constructed, by new.target': elsewhere(
    'export class Base { static all = []; constructor() { new.target.all.push(new.target.v) } }\nexport class Sub extends Base { static v = 11 }',
    'new Sub()',
    'Base.all.join()',
  ),
  'a member of the class that is constructed': elsewhere(
    'export class Base { constructor(v) { new.target.last = v } }\nexport class Sub extends Base {}',
    'new Sub(11)',
    'Sub.last',
  ),
  ...functionsByOtherNames(),
  'a queue that is drained by a timer': elsewhere(
    'const queue = []\nexport const all = []\nexport const put = (v) => { queue.push(v) }\nexport const settled = new Promise((done) => setTimeout(() => { all.push(...queue); done() }, 3))',
    'put(11)',
    'await settled, all.join()',
  ),
}

/** `Object.assign` and its like, which change what they are given, by every name under which they can be called. */
function functionsByOtherNames(): Programs {
  const home = 'export const all = { v: 0 }\nexport const call = () => 0'
  const ways = [
    'const { assign } = Object\nassign(all, { v: 11 })',
    'const { assign } = Object\nassign(call, { v: 11 })',
    'const put = Object.assign\nput(all, { v: 11 })',
    'const tools = { put: Object.assign }\ntools.put(all, { v: 11 })',
    'const apply = (f, ...xs) => f(...xs)\napply(Object.assign, all, { v: 11 })',
    '[{ v: 11 }].reduce(Object.assign, all)',
    "const { defineProperty: define } = Object\ndefine(all, 'v', { value: 11 })",
    "const { set } = Reflect\nset(all, 'v', 11)",
    "const { ...reflect } = Reflect\nconst { set } = Reflect\nset(all, 'v', 11)",
    'const { apply } = Reflect\napply(Object.assign, null, [all, { v: 11 }])',
    'if (11 > 20) [all].forEach(Object.freeze)',
    'if (11 > 20) Object.values({ all }).map(Object.seal)',
    'const O = Object\nO.assign(all, { v: 11 })',
    'const put = (O) => O.assign(all, { v: 11 })\nput(Object)',
    'const { Object: O } = globalThis\nO.assign(all, { v: 11 })',
    "Object['ass' + 'ign'](all, { v: 11 })",
    '({}).constructor.assign(all, { v: 11 })',
    '(0, Object.assign)(all, { v: 11 })',
    '(all ? Object.assign : Object.freeze)(call, { v: 11 })',
    '(undefined ?? Object.assign)(all, { v: 11 })',
    'globalThis.Object.assign(call, { v: 11 })',
  ]
  const read = '[all.v, call.v ?? 0, Object.isSealed(all)]'
  return Object.fromEntries(ways.map((way) => [`what it is given, by ${way}`, elsewhere(home, way, read)]))
}
