import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { repository } from '../rig/project.ts'

const lock = JSON.parse(readFileSync(join(repository, 'package-lock.json'), 'utf8'))
const locked = Object.entries<{ resolved?: string; integrity?: string; link?: boolean }>(lock.packages)

test('the lock file names no registry, so that each machine asks its own', () => {
  expect(locked.filter(([, { resolved }]) => resolved !== undefined)).toEqual([])
})

test('the lock file holds every package to its bytes', () => {
  const loose = locked.filter(([path, { integrity, link }]) => path !== '' && !link && integrity === undefined)
  expect(loose.map(([path]) => path)).toEqual([])
})

test('an install from the lock file compiles nothing', () => {
  expect(lock.packages['node_modules/better-sqlite3'].gypfile).toBe(false)
})
