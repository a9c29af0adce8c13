import { expect, test } from 'vitest'
import { footerLines } from '../../src/cli/progress/footer.ts'
import { lastingLine } from '../../src/cli/progress/lines.ts'
import { partitionGroups } from '../../src/cli/progress/partition-groups.ts'
import { heartbeat } from '../../src/cli/progress/plain.ts'
import { advance, createRunState } from '../../src/cli/progress/state.ts'
import type { RunEvent } from '../../src/events.ts'
import { unitOf } from '../../src/unit.ts'
import { stepResult } from './hand-built.ts'
import { plainStyle } from './plain-style.ts'

const started = (name: string): RunEvent => {
  return { type: 'step_started', unit: unitOf(name), action: 'run', attempt: 1 }
}

test('of many partitions one line says how many are made, what failed of them, and how long it will take still', () => {
  const keys = Array.from({ length: 365 }, (_, n) => `clean[${n}]`)
  const groups = partitionGroups([...keys, 'report'].map((name) => unitOf(name)))
  const at = { estimates: new Map(), concurrency: 2, groups }
  const state = createRunState()
  const told = (now: number) => footerLines({ ...at, state, now }, plainStyle)
  advance(state, { type: 'run_started', run: 'r', steps: 366 }, 0)
  advance(state, started('clean[0]'), 1_000)
  expect(told(1_000)).toEqual(['↻ clean  0 of 365', '  0 of 366 done'])
  for (const [n, name] of keys.slice(0, 212).entries()) {
    const step = stepResult(name, n < 3 ? 'failed' : n < 5 ? 'blocked' : 'ran', { rows: 1 })
    const event = { type: 'step_finished', step } as const
    advance(state, event, 1_000)
    lastingLine(event, { style: plainStyle, nameWidth: 18, verbose: false, groups })
  }
  advance(state, started('clean[212]'), 1_000)
  advance(state, started('clean[213]'), 1_000)
  expect(told(213_000)).toEqual([
    '↻ clean  212 of 365 · 3 failed · 2 blocked · about 2 m 33 s left',
    '  212 of 366 done',
  ])
  // Without the report, of which nobody knows how long it takes, that is how long the run takes.
  state.total -= 1
  expect(told(213_000)[1]).toBe('  212 of 365 done · about 2 m 33 s left')
  state.total += 1
  advance(state, started('report'), 213_000)
  expect(told(213_000)[1]).toBe('↻ report  0 ms')
  expect(heartbeat(state, 213_000, groups)).toBe(
    'still running: clean 212 of 365, 3 failed, 2 blocked, about 2 m 33 s left; report 0 ms (212 of 366 done)',
  )
})
