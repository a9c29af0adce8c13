/** Loaded before the command: neither a native module but the parser's nor the network may be touched. */
import { Socket } from 'node:net'

const { dlopen } = process
process.dlopen = (module, file, ...others) => {
  if (!file.includes('oxc-')) throw new Error(`a native module was loaded: ${file}`)
  return dlopen(module, file, ...others)
}
Socket.prototype.connect = () => {
  throw new Error('the network was asked')
}
