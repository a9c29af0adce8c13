import { platform } from '../../platform.ts'

const words = (text: string): ReadonlySet<string> => new Set(text.trim().split(/\s+/))

/** Modules whose functions compute or ask the machine: what they keep is nothing that other code reads from them. */
const computing = words(`
  assert assert/strict buffer child_process constants crypto fs fs/promises os path path/posix path/win32 punycode querystring string_decoder
  timers timers/promises tty url util util/types zlib`)

/** Functions of these that change something for the whole process. */
const settingForAll = /^(?:crypto#set|os#set|util#set)/

/** They change what they are given: bytes, an emitter, a stream, a port. */
const changingGiven =
  /^(?:crypto#(?:.*\.)?(?:randomFill(?:Sync)?|getRandomValues)|fs#readv?(?:Sync)?|util#inherits|events#(?:.*\.)?(?:on|once|addAbortListener)|stream#(?:.*\.)?(?:addAbortSignal|compose|finished|pipeline)|stream\/promises#.*|stream\/consumers#.*|worker_threads#(?:receiveMessageOnPort|mark.*|move.*))$/

/** Members that are no functions. */
const values = words(`
  constants env argv globalAgent parentPort performance promises resourceLimits stderr stdin stdout subtle threadId webcrypto workerData`)

/** Whether a module has something that its functions change for all: channels, defaults, data of threads. */
export const keepsState = (node: string): boolean => node !== 'process' && !computing.has(node)

/**
 * What a function of Node changes whose result is used, or which is passed to code that may call it: the state of its
 * module, its arguments, or nothing. An unknown function changes both.
 */
export function nodeChange(node: string, path: string, isValue: boolean): 'all' | 'given' | 'nothing' {
  const name = path.split('.').at(-1) ?? ''
  // A class: what it makes is its own.
  if (/^[A-Z]/.test(name)) return 'nothing'
  if (isValue && (name === '' || values.has(name))) return 'nothing'
  if (node === 'process') return platform.onlyAsksProcess(name) ? 'nothing' : 'all'
  if (changingGiven.test(`${node}#${path}`)) return 'given'
  if (computing.has(node)) return settingForAll.test(`${node}#${path}`) ? 'all' : 'nothing'
  return platform.isQuestion(name) ? 'nothing' : 'all'
}
