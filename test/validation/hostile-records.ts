import fc from 'fast-check'

/** What comes in where people, files and other systems write: everything but what was asked for. */
export const hostileRecords: fc.Arbitrary<unknown> = fc.oneof(
  fc.constantFrom(null, undefined, Number.NaN, -0, 1n, Symbol('s'), true, ''),
  fc.anything({ withBigInt: true, withDate: true, withMap: true, withSet: true, withTypedArray: true }),
  fc.anything({ withNullPrototype: true, withSparseArray: true, withBoxedValues: true, withObjectString: true }),
  fc.record({ name: fc.oneof(fc.string({ unit: 'binary' }), fc.integer()), age: fc.oneof(fc.integer(), fc.string()) }),
  fc.constantFrom(
    JSON.parse('{ "__proto__": { "name": "x", "age": 1 }, "constructor": null }'),
    JSON.parse('{ "name": "a", "age": 1, "__proto__": 7, "toString": 1, "hasOwnProperty": 0 }'),
    { name: 'x'.repeat(100_000), age: -1 },
    // Half of a surrogate pair, which is no UTF-8; and bytes that were read as what they are not.
    { name: '\ud800', age: Number.POSITIVE_INFINITY },
    { name: Buffer.from([0xff, 0xfe, 0x00]).toString('utf8'), age: {} },
    Buffer.from([0xff, 0xc0]),
    new Date(Number.NaN),
    () => 1,
    class {},
  ),
  fc.constant(null).map(cyclic),
  fc.constant(null).map(throwing),
  // Inside of a record: fast-check itself asks a value for its members.
  fc.constant(null).map(() => ({ name: brokenProxy(), age: 1, id: 'x' })),
)

function cyclic(): unknown {
  const record: Record<string, unknown> = { name: 'Ada', age: 1, id: 'x' }
  record.self = record
  record.a = { b: [record] }
  return record
}

function throwing(): unknown {
  return {
    get name(): string {
      throw new Error('no name for you')
    },
    age: 1,
    get id(): string {
      throw null
    },
  }
}

/** A proxy, each of whose traps throws. */
export function brokenProxy(): unknown {
  const trap = () => {
    throw new Error('trapped')
  }
  return new Proxy({}, { get: trap, has: trap, ownKeys: trap, getOwnPropertyDescriptor: trap, getPrototypeOf: trap })
}
