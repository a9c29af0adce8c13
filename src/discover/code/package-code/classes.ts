import type { AccessorProperty, ClassElement, MethodDefinition, Node, PropertyDefinition } from '../parser.ts'
import { type ClassNode, keyName } from '../syntax.ts'
import { addPrototype, makeFunction } from './functions.ts'
import { Doubt, type Moment, type Slot, type Thing } from './heap.ts'
import { computedName } from './names.ts'
import { declaredNames, inner } from './scope.ts'
import type { Activation, Evaluate, FunctionCode, Place } from './tools.ts'

type Field = PropertyDefinition | AccessorProperty

/** A class: its methods hang on its prototype, and its fields are evaluated for each instance. */
export function makeClass(tools: Evaluate, node: ClassNode, around: Place): Thing {
  const { heap, members, calls } = tools
  const { moment } = around.activation
  if ((node.decorators ?? []).length > 0 || node.body.body.some(isDecorated)) throw new Doubt('has decorators')
  const name = node.id?.name
  const place: Place = { ...around, scope: inner(heap, around.scope, name === undefined ? [] : [name]) }
  const parent = node.superClass === null ? undefined : tools.expression(node.superClass, place)
  const fields = node.body.body.filter((member): member is Field => isField(member) && !member.static)
  const runs = new Set<Moment>()
  const selves = { load: heap.slot(), call: heap.slot() }
  const code: { -readonly [Key in keyof FunctionCode]: FunctionCode[Key] } = {
    parent,
    initialize(self, at) {
      heap.flow(self, selves[at])
      if (runs.has(at)) return
      runs.add(at)
      const inside = {
        scope: { ...place.scope, moment: at, above: place.scope, names: new Map() },
        activation: as(selves[at], prototype, at),
      }
      tools.soon(() => {
        for (const field of fields) setField(field, selves[at], inside)
      })
    },
    run: () => heap.slot(),
  }
  const thing = heap.make({ kind: 'function', moment, code })
  const prototype = addPrototype(tools, thing, moment)
  if (name !== undefined) heap.add(place.scope.names.get(name) as Slot, thing)
  const as = (self: Slot, home: Thing, at: Moment): Activation => ({
    file: around.activation.file,
    moment: at,
    self,
    home,
    ofClass: code,
    results: heap.slot(),
    input: heap.slot(),
    generator: undefined,
  })
  const setField = (field: Field, self: Slot, inside: Place) => {
    const key = field.computed ? computedName(tools, inside, field.key) : keyName(field.key as never)
    const value = field.value === null ? heap.slot() : tools.expression(field.value as Node, inside)
    heap.each(self, (one) => heap.flow(value, key === undefined ? one.rest : heap.own(one, key)))
  }
  if (parent !== undefined) {
    heap.flow(parent, thing.above)
    // `Object.setPrototypeOf(Client, Other)`: `super` leads to what is above by then.
    code.parent = thing.above
    heap.flow(members.read(parent, 'prototype', moment), prototype.above)
  }
  const inStatic: Place = { scope: place.scope, activation: as(heap.of(thing), thing, moment) }
  for (const member of node.body.body) {
    if (member.type === 'StaticBlock') {
      tools.statements(member.body, { ...inStatic, scope: inner(heap, inStatic.scope, declaredNames(member.body)) })
    } else if (isField(member)) {
      if (member.static) setField(member, heap.of(thing), inStatic)
    } else if (member.type === 'MethodDefinition') addMethod(member)
  }
  const own = node.body.body.find((member) => member.type === 'MethodDefinition' && member.kind === 'constructor')
  if (own?.type === 'MethodDefinition') {
    const construct = makeFunction(tools, own.value as never, {
      scope: place.scope,
      around: around.activation,
      home: prototype,
      ofClass: code,
      isMethod: true,
    })
    code.run = (passed, at) => {
      if (parent === undefined) code.initialize?.(passed.self, at)
      return (construct.code as FunctionCode).run(passed, at)
    }
  } else {
    code.run = (passed, at) => {
      const out = heap.slot()
      if (parent !== undefined) heap.each(thing.above, (above) => heap.flow(calls.initialize(above, passed, at), out))
      heap.flow(out, passed.self)
      code.initialize?.(passed.self, at)
      return out
    }
  }
  return thing

  function addMethod(member: MethodDefinition): void {
    if (member.kind === 'constructor') return
    const home = member.static ? thing : prototype
    const key = member.computed ? computedName(tools, place, member.key) : keyName(member.key as never)
    const method = heap.of(
      makeFunction(tools, member.value as never, {
        scope: place.scope,
        around: around.activation,
        home,
        isMethod: true,
      }),
    )
    if (member.kind === 'get' || member.kind === 'set') members.define(home, key, member.kind, method)
    else heap.flow(method, key === undefined ? home.rest : heap.own(home, key))
  }
}

const isField = (member: ClassElement): member is Field =>
  member.type === 'PropertyDefinition' || member.type === 'AccessorProperty'
const isDecorated = (member: ClassElement): boolean => 'decorators' in member && (member.decorators ?? []).length > 0
