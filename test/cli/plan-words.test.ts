import { expect, test } from 'vitest'
import type { Action } from '../../src/causes.ts'
import { renderPlan } from '../../src/cli/render/plan/plan.ts'
import { unitOf } from '../../src/unit.ts'
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
