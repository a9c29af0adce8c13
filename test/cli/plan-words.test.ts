import { expect, test } from 'vitest'
import type { Action, Cause } from '../../src/causes.ts'
import { renderPlan } from '../../src/cli/render/plan/plan.ts'
import { renderWatchedPlan } from '../../src/cli/render/plan/watched-plan.ts'
import type { PlanStep } from '../../src/plan/plan.ts'
import { type Unit, unitOf } from '../../src/unit.ts'
import { planStep } from './hand-built.ts'
import { plainStyle } from './plain-style.ts'

test('what is blocked is not named among what would be done outside', () => {
  const told = (action: Action) =>
    renderPlan({ steps: [planStep('x', action, { kind: 'effect', status: 'stale' })] }, plainStyle)
  expect(told('run')).toContain('0 tables, 1 effect: x')
  expect(told('blocked')).not.toContain('effect')
})

test('rows that nobody can count yet are marked, and the mark is explained where it stands', () => {
  const legend = 'rows?  how many rows is known once what they are read from is made'
  const told = (forecast: null | undefined) => {
    const rows = new Map(forecast === null ? [[unitOf('x'), forecast]] : [])
    return renderPlan({ steps: [planStep('x', 'run')] }, plainStyle, { rows, estimates: new Map() })
  }
  expect(told(null).split('\n')).toContain(legend)
  expect(told(undefined)).not.toContain('rows?')
})

test('watch names partitions as ranges, and counts assets', () => {
  const days = (asset: string, action: Action, causes: readonly Cause[] = []) =>
    ['2026-01-05', '2026-01-06', '2026-01-07'].map((day) =>
      planStep(asset, action, { unit: unitOf(asset, day), causes }),
    )
  const edited = [{ kind: 'code_changed', message: 'code changed: assets/index.ts clean edited' }] as const
  const plan = (...steps: readonly PlanStep[]) => ({ steps, atRest: new Set<Unit>(), keys: new Map() })
  const working = plan(...days('clean', 'run', edited), planStep('report', 'run'), planStep('total', 'run?'))
  expect(renderWatchedPlan(working, true)).toBe(
    'to run: clean[2026-01-05..2026-01-07] (3) (code changed: assets/index.ts clean edited), report, 1 may follow',
  )
  expect(renderWatchedPlan(plan(...days('clean', 'skip'), planStep('total', 'skip')), false)).toBe(
    '2 assets up to date, waiting for an edit',
  )
})
