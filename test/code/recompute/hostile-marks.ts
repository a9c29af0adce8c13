import { elsewhere, type Programs } from './hostile.ts'

const entries = (name: string) => `export const ask = () => performance.getEntriesByName('${name}').length`

/** What the process keeps behind the names of the platform, and functions of Node that change it where their result is used. */
export const marks: Programs = {
  'a mark': elsewhere(entries('one'), "performance.clearMarks('one')\nif (11 > 20) performance.mark('one')", 'ask()'),
  'a mark that is kept': elsewhere(
    "export const ask = () => performance.getEntriesByName('two').at(-1).detail",
    "export const mark = performance.mark('two', { detail: 11 })",
    'ask()',
  ),
  'a mark by another name': elsewhere(
    entries('three'),
    "const clock = performance\nclock.clearMarks('three')\nif (11 > 20) clock.mark('three')",
    'ask()',
  ),
  'a mark of a function that is taken out': elsewhere(
    "export const ask = () => { const { getEntriesByName: by } = performance; return by.call(performance, 'four').length }",
    "const { mark, clearMarks } = performance\nclearMarks.call(performance, 'four')\nif (11 > 20) mark.call(performance, 'four')",
    'ask()',
  ),
  'a mark by who is given the clock': elsewhere(
    entries('five'),
    "const start = ({ mark, clearMarks }) => { clearMarks.call(performance, 'five'); if (11 > 20) mark.call(performance, 'five') }\nstart(performance)",
    'ask()',
  ),
  'a mark by the module of Node': elsewhere(
    "import { performance } from 'node:perf_hooks'\nexport const ask = () => performance.getEntriesByName('six').length",
    "import { performance as clock } from 'node:perf_hooks'\nclock.clearMarks('six')\nexport const mark = 11 > 20 && clock.mark('six')",
    'ask()',
  ),
  'a mark by a computed name': elsewhere(
    entries('seven'),
    "performance.clearMarks('seven')\nconst way = 'mark'\nif (11 > 20) performance[way]('seven')",
    'ask()',
  ),
  'data of threads, where the result is kept': elsewhere(
    "import { getEnvironmentData } from 'node:worker_threads'\nexport const ask = () => getEnvironmentData('kept') ?? 0",
    "import { setEnvironmentData } from 'node:worker_threads'\nexport const done = [setEnvironmentData('kept', 11)]",
    'ask()',
  ),
  'data of threads, by an arrow': elsewhere(
    "import { getEnvironmentData } from 'node:worker_threads'\nexport const ask = () => getEnvironmentData('arrow') ?? 0",
    "import { setEnvironmentData } from 'node:worker_threads'\nconst put = (v) => setEnvironmentData('arrow', v)\nput(11)",
    'ask()',
  ),
  'data of threads, by who is given the function': elsewhere(
    "import { getEnvironmentData } from 'node:worker_threads'\nexport const ask = () => getEnvironmentData('given') ?? 0",
    "import { setEnvironmentData } from 'node:worker_threads'\nconst apply = (put) => put('given', 11)\napply(setEnvironmentData)",
    'ask()',
  ),
  'how many listeners an emitter may have': elsewhere(
    "import { EventEmitter } from 'node:events'\nexport const ask = () => new EventEmitter().getMaxListeners()",
    "import { setMaxListeners } from 'node:events'\nconst limit = (count) => setMaxListeners(count)\nlimit(11)",
    'ask()',
  ),
  'a channel by an arrow': elsewhere(
    "import dc from 'node:diagnostics_channel'\nexport const ask = () => { const it = { v: 0 }; dc.channel('hostile:six').publish(it); return it.v }",
    "import { channel } from 'node:diagnostics_channel'\nconst limits = channel('hostile:six')\nconst hear = (fn) => limits.subscribe(fn)\nhear((it) => { it.v = 11 })",
    'ask()',
  ),
  'the stack of what the platform throws': elsewhere(
    "export const ask = () => { try { null.x } catch (error) { return error.stack.split('\\n').length } }",
    'Error.stackTraceLimit = 11 > 20 ? 0 : 1',
    'ask()',
  ),
  'who resolves names': elsewhere(
    "import { getServers } from 'node:dns'\nexport const ask = () => getServers().join()",
    "import { setServers } from 'node:dns'\nexport const done = [setServers([11 > 20 ? '1.1.1.1' : '8.8.8.8'])]",
    'ask()',
  ),
  'a method that a tool of tests replaces': elsewhere(
    'export const all = { v: () => 0 }',
    "import { mock } from 'node:test'\nexport const mocked = mock.method(all, 'v', () => 11)",
    'all.v()',
  ),
  'bytes at random, where the result is kept': elsewhere(
    'export const bytes = new Uint8Array(4)',
    "import { randomFillSync } from 'node:crypto'\nexport const filled = 11 > 20 && randomFillSync(bytes)",
    'bytes.every((one) => one === 0)',
  ),
  'bytes at random by the platform, where the result is kept': elsewhere(
    'export const bytes = new Uint8Array(4)',
    "import { webcrypto } from 'node:crypto'\nexport const filled = 11 > 20 && webcrypto.getRandomValues(bytes)",
    'bytes.every((one) => one === 0)',
  ),
  'an inheritance by a tool of Node, where the result is kept': elsewhere(
    'export function Sub() {}',
    "import { inherits } from 'node:util'\nfunction Base() {}\nBase.prototype.v = 11\nexport const done = [inherits(Sub, Base)]",
    'new Sub().v',
  ),
  ...Object.fromEntries(
    [
      'const { structuredClone: copy } = globalThis\nif (11 > 20) copy(all, options)',
      'const copy = structuredClone\nif (11 > 20) copy(0, options)',
      'const given = [0, options]\nif (11 > 20) structuredClone(...given)',
      'const apply = (copy) => copy(0, options)\nif (11 > 20) apply(structuredClone)',
      'if (11 > 20) globalThis.structuredClone(0, options)',
      'if (11 > 20) (0, structuredClone)(0, options)',
    ].map((way) => [
      `bytes that are handed over by ${way}`,
      elsewhere(
        'export const all = new ArrayBuffer(8)\nexport const options = { transfer: [all] }',
        way,
        'all.byteLength',
      ),
    ]),
  ),
  'a variable of the platform through two names of it': elsewhere(
    'export const all = () => globalThis.mode',
    'const { globalThis: whole } = globalThis\nwhole.mode = 11',
    'all()',
  ),
}
