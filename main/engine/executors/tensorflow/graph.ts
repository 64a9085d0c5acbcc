import { defined } from '../../../base/assert.ts';
import { opOf } from '../../program/index.ts';
import type { Bundle, OpTable, Program, TensorType, Var } from '../../program/index.ts';
import type { NodeData } from './nodes.ts';
import { deviceNames, runsOnProcessor } from './placement.ts';
import type { DeviceNames, Placement } from './placement.ts';
import { NodeWriter } from './writer.ts';

/** How one program is called: which node each feed goes to, and which value each fetch is. */
export interface Entry {
  readonly feeds: Readonly<Record<string, string>>;
  readonly fetches: Readonly<Record<string, string>>;
  /** A value that is there once every update is made. */
  readonly done: string;
}

/** A bundle as one TensorFlow graph. */
export interface Graph {
  readonly nodes: readonly NodeData[];
  readonly entries: Readonly<Record<string, Entry>>;
  readonly readers: Readonly<Record<string, string>>;
  readonly writers: Readonly<Record<string, { readonly feed: string; readonly done: string }>>;
}

/**
 * Lowers a bundle: one graph whose programs share variables and constants. A program's updates are assigned after its reads; since
 * every value is computed from those reads, nothing sees a half-made update.
 *
 * @param placement - what the equations' devices are called
 * @throws engine/no-device
 */
export function lowerBundle(bundle: Bundle, ops: OpTable, placement: Placement): Graph {
  const writer = new NodeWriter(runsOnProcessor(placement));
  const deviceOf = deviceNames(bundle, placement);
  writer.place(deviceOf(undefined));
  const variables = new Map(
    Object.entries(bundle.variables).map(([name, type]) => [
      name,
      { type, handle: variableNode(writer, name, type) },
    ]),
  );
  const handleOf = (name: string) => defined(variables.get(name), `variable ${name} is in the bundle`);
  const entries = Object.fromEntries(
    Object.entries(bundle.programs).map(([name, program]) => [
      name,
      lowerProgram(writer, program, { ops, handleOf, deviceOf }),
    ]),
  );
  writer.enter('variables');
  const readers: Record<string, string> = {};
  const writers: Record<string, { feed: string; done: string }> = {};
  for (const [name, { type, handle }] of variables) {
    readers[name] = readNode(writer, handle, type);
    const feed = placeholderNode(writer, type);
    const assigned = assignNode(writer, [handle, feed], type);
    writers[name] = { feed, done: doneNode(writer, [assigned]) };
  }
  return { nodes: writer.nodes, entries, readers, writers };
}

interface Context {
  readonly ops: OpTable;
  handleOf(name: string): { readonly type: TensorType; readonly handle: string };
  readonly deviceOf: DeviceNames;
}

function lowerProgram(writer: NodeWriter, program: Program, context: Context): Entry {
  writer.enter(program.name);
  const values = new Map<number, string>();
  const nameOf = (v: Var): string => defined(values.get(v.id), `%${v.id} of ${program.name} has a node`);
  const feeds: Record<string, string> = {};
  const { deviceOf } = context;
  writer.place(deviceOf('host'));
  for (const [name, v] of Object.entries(program.feeds)) {
    feeds[name] = placeholderNode(writer, v.type);
    values.set(v.id, feeds[name]);
  }
  writer.place(deviceOf(undefined));
  for (const [name, v] of Object.entries(program.reads)) {
    values.set(v.id, readNode(writer, context.handleOf(name).handle, v.type));
  }
  for (const { op, inputs, attrs, outputs, device } of program.equations) {
    writer.place(deviceOf(device));
    const names = opOf(context.ops, op).toGraph(writer, {
      inputs: inputs.map(nameOf),
      inputTypes: inputs.map((input) => input.type),
      outputTypes: outputs.map((output) => output.type),
      dtype: outputs[0]?.type.dtype ?? 'float32',
      attrs,
    });
    outputs.forEach((output, i) => values.set(output.id, defined(names[i], `${op} names result ${i}`)));
  }
  writer.place(deviceOf(undefined));
  const reads = Object.values(program.reads).map((v) => `^${nameOf(v)}`);
  const assigned = Object.entries(program.updates).map(([name, v]) => {
    const { handle, type } = context.handleOf(name);
    return assignNode(writer, [handle, nameOf(v), ...reads], type);
  });
  const fed = new Set(Object.values(program.feeds).map((v) => v.id));
  // TensorFlow refuses to fetch what is fed.
  const fetchable = (v: Var): string =>
    fed.has(v.id) ? writer.node('Identity', [nameOf(v)], { T: { type: v.type.dtype } }) : nameOf(v);
  const fetches = Object.fromEntries(
    Object.entries(program.fetches).map(([name, v]): [string, string] => [name, valueName(fetchable(v))]),
  );
  return { feeds, fetches, done: doneNode(writer, assigned) };
}

const valueName = (name: string): string => (name.includes(':') ? name : `${name}:0`);

function variableNode(writer: NodeWriter, name: string, type: TensorType): string {
  return writer.named(`variables/${name}`, 'VarHandleOp', {
    inputs: [],
    attrs: {
      dtype: { type: type.dtype },
      shape: { shape: type.shape },
      shared_name: { text: name },
      container: { text: '' },
    },
  });
}

const readNode = (writer: NodeWriter, handle: string, type: TensorType): string =>
  writer.node('ReadVariableOp', [handle], { dtype: { type: type.dtype } });

const placeholderNode = (writer: NodeWriter, type: TensorType): string =>
  writer.node('Placeholder', [], { dtype: { type: type.dtype }, shape: { shape: type.shape } });

const assignNode = (writer: NodeWriter, inputs: readonly string[], type: TensorType): string =>
  writer.node('AssignVariableOp', inputs, { dtype: { type: type.dtype }, validate_shape: { bool: true } });

/** A value that exists when the given nodes have run; a run fetches it to make them run. */
const doneNode = (writer: NodeWriter, after: readonly string[]): string =>
  `${writer.node('Identity', [writer.ints([0], []), ...after.map((name) => `^${name}`)], { T: { type: 'int32' } })}:0`;
