#!/usr/bin/env node
// An old Node must be able to read this file: nothing newer than ES2020, and no static import of anything of ours.
import module from 'node:module'

const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)

if (major < 22 || (major === 22 && minor < 18)) {
  const message = `assets needs Node 22.18 or newer; this is Node ${process.versions.node}`
  const fix = 'install a newer Node, or add one to the project: npm install --save-dev node@24'
  if (process.argv.includes('--json')) {
    const error = { code: 'NODE_TOO_OLD', message, fix }
    console.log(JSON.stringify({ schemaVersion: 1, command: 'assets', ok: false, exitCode: 2, error }))
  } else {
    console.error(`error NODE_TOO_OLD\n  ${message}\n  ${fix}`)
  }
  process.exitCode = 2
} else {
  module.enableCompileCache()
  import('./main.ts').then(({ start }) => start())
}
