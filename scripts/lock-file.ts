/**
 * Notes in `package-lock.json` that better-sqlite3 is not to be compiled. The package says so itself (`gypfile`: it brings its binaries),
 * but npm forgets that when it writes a lock file and, up to npm 10, then compiles at every `npm ci`, which fails where there is no Python.
 * Runs in `dependencies`, which `npm install` calls after it has written the file. npm 11 reads `allowScripts` too.
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const file = fileURLToPath(new URL('../package-lock.json', import.meta.url))
const lock = JSON.parse(readFileSync(file, 'utf8'))
const locked = lock.packages['node_modules/better-sqlite3']
if (locked.gypfile !== false) {
  locked.gypfile = false
  writeFileSync(file, `${JSON.stringify(lock, null, 2)}\n`)
}
