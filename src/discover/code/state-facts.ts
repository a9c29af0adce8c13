/**
 * The effects on shared values of evaluating a unit and of calling what it declares. Paths start at bindings of the
 * file.
 */
export interface StateFacts {
  readonly kind: ValueKind
  /** For a container that is written as a literal. */
  readonly shape?: Shape
  /** What is called while the unit is evaluated; an empty path is something that has no name. */
  readonly runs?: readonly string[]
  /**
   * For a function: what its body calls, without the functions in it; an empty path is something without a name, and
   * `givenFunction` a member of its parameter.
   */
  readonly invokes?: readonly string[]
  /** Bindings that are read while the unit is evaluated, or by the body of the function that it is. */
  readonly loads?: readonly string[]
  /** Evaluating the unit changes something itself, whatever it calls. */
  readonly changes?: true
  /** Evaluating the unit runs no code but that of the classes which it makes instances of. */
  readonly inert?: true
  readonly ofClass?: ClassFacts
  /** It is there before any line of its module runs: `function f() {}`. */
  readonly hoisted?: true
  /** The rest of its module waits for it, and other modules do not. */
  readonly awaits?: true
  /** Code that runs where nothing is called: an accessor, an iterator, a conversion. */
  readonly hidden?: true
  /** It makes an iterator, and keeps it or hands it on. */
  readonly iterator?: true
  /** It makes a regular expression that remembers where it stopped, and keeps it or hands it on. */
  readonly matcher?: true
  /** It makes something of the platform that has methods of which nothing is known. */
  readonly foreign?: true
  /**
   * It hands on a function of the platform that changes something: `list.push.bind(list)`, what settles a promise,
   * `Object.assign`.
   */
  readonly lends?: true
  /** It calls a function by a name, or a method of which nothing is known: it may be one of these. */
  readonly borrows?: true
  readonly writes?: readonly Write[]
  /** Calls of what is imported, which may be a package's. */
  readonly calls?: readonly string[]
  /** The same, where nobody uses what the call gives: it is made for its effect. */
  readonly effects?: readonly string[]
  /**
   * The part of `calls` and `effects` in a function that is made when the unit is evaluated or called, and may be kept.
   */
  readonly nestedCalls?: readonly string[]
  /** Bindings whose value is handed to something else, which may change it. */
  readonly exposes?: readonly string[]
  /** Names of the platform that are read. */
  readonly globals?: readonly string[]
  /** The globals among these whose value is passed to something else, which may set members in it. */
  readonly handedGlobals?: readonly string[]
}

/** No binding has this name. */
export const givenFunction = '()'

/**
 * `plain`: a primitive, or frozen. `function`: code and nothing else. `container`: made by the declaration itself.
 * `matcher`: a regular expression that remembers where it stopped. `state`: anything else.
 */
export type ValueKind = 'plain' | 'function' | 'container' | 'matcher' | 'state'

export interface ClassFacts {
  /** The name of its superclass; empty where that is no name. */
  readonly above?: string
  /** Making an instance runs code of its own. */
  readonly constructs?: true
}

/**
 * `true`: a primitive or a function. `false`: anything. Else by member; `'*'` stands for the members that are not
 * named.
 */
export type Shape = boolean | { readonly [member: string]: Shape }

export type Write = Change & {
  /** It happens in a function that is made when the unit is evaluated or called, and may be kept. */
  readonly nested?: true
}
export type Change =
  /**
   * A binding of the file gets another value (`again`), which may be an object (`holds`), or what it holds is changed.
   * `foreign`: if its method is no code of the project; `forEffect`, if nobody uses what that gives. `sets`: a member
   * is assigned, which a function may have as well.
   */
  | {
      readonly to: 'name'
      readonly path: string
      readonly again?: true
      readonly holds?: true
      readonly foreign?: true
      readonly forEffect?: true
      readonly sets?: true
    }
  /** What the unit made itself and still holds: an instance, the variables of a closure. */
  | { readonly to: 'self' }
  /** Something that came from elsewhere: a parameter, a result. */
  | { readonly to: 'any'; readonly foreign?: true; readonly forEffect?: true; readonly sets?: true }
  /** A regular expression that came from elsewhere is asked. */
  | { readonly to: 'match' }
  /** A regular expression is asked: `RegExp.$1` is what it found, for everybody. */
  | { readonly to: 'last match' }
  /** Something is iterated: an iterator that somebody made has less to give then. */
  | { readonly to: 'iterate' }
  /** A name of the platform; `*` is one that is computed. */
  | { readonly to: 'global'; readonly name: string }
  /** What everybody sees: a builtin's prototype, the time zone. */
  | { readonly to: 'all'; readonly what: string }
