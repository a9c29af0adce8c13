import { EventEmitter } from 'node:events'
import { expect, test } from 'vitest'
import { exitOf, listenToSignals } from '../../src/cli/signals.ts'

function scene() {
  const emitter = new EventEmitter()
  const exits: number[] = []
  const time = { now: 1000 }
  const signals = listenToSignals({
    process: emitter as unknown as NodeJS.Process,
    clock: () => time.now,
    exit: (code) => exits.push(code),
  })
  const send = (signal: string, at: number) => {
    time.now = at
    emitter.emit(signal, signal)
  }
  return { signals, exits, send, emitter }
}

test('the first Ctrl-C stops the run in good order', () => {
  const { signals, exits, send } = scene()
  expect([signals.signal.aborted, signals.caught()]).toEqual([false, undefined])
  send('SIGINT', 1000)
  expect([signals.signal.aborted, signals.caught(), exits]).toEqual([true, 'SIGINT', []])
})

test('the same Ctrl-C, which npx and the shell both deliver, is one', () => {
  const { exits, send } = scene()
  send('SIGINT', 1000)
  send('SIGINT', 1010)
  send('SIGINT', 1300)
  expect(exits).toEqual([])
})

test('a second Ctrl-C ends it at once', () => {
  const { exits, send } = scene()
  send('SIGINT', 1000)
  send('SIGINT', 1301)
  expect(exits).toEqual([130])
})

test('SIGTERM stops it too, with its own exit code', () => {
  const { signals, exits, send } = scene()
  send('SIGTERM', 1000)
  expect([signals.signal.aborted, exitOf(signals.caught()!)]).toEqual([true, 143])
  send('SIGTERM', 5000)
  expect(exits).toEqual([143])
})

test('afterwards nobody listens any more', () => {
  const { signals, emitter } = scene()
  signals[Symbol.dispose]()
  expect([emitter.listenerCount('SIGINT'), emitter.listenerCount('SIGTERM')]).toEqual([0, 0])
})
