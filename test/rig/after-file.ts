import { afterAll } from 'vitest'
import { removeTempFolders } from '../discover/temp-project.ts'

// Files that share a worker share its modules: what a module does after all tests, it would do after those of the first file alone.
afterAll(removeTempFolders)
