// What was worked out of a host's answers, for all hosts that would give the same ones: kept by the questions asked.
//
// Work that asks nothing but a host does the same wherever the answers are the same. What it asked first is asked of each
// further host; the answer leads to the question that came next, and so on to what was worked out, or to nothing.

import { generations } from "./generations.ts";
import type { Host } from "./host.ts";

interface Question {
  readonly way: "read" | "list" | "kind" | "real";
  readonly path: string;
}

/** A question with its answer, in a form that is the same for equal answers only. */
interface Answered extends Question {
  readonly answer: unknown;
}

/** The host, with a record of what it is asked; each thing is asked once. */
export function recording(host: Host): { readonly host: Host; readonly asked: readonly Answered[] } {
  const asked: Answered[] = [];
  const known = { read: new Set(), list: new Set(), kind: new Set(), real: new Set() };
  const note = (way: Question["way"], path: string) => {
    if (known[way].has(path)) return;
    known[way].add(path);
    asked.push({ way, path, answer: answerOf(host, { way, path }) });
  };
  const noting =
    <Answer>(way: Question["way"], ask: (path: string) => Answer) =>
    (path: string): Answer => {
      note(way, path);
      return ask(path);
    };
  const { real } = host;
  return {
    host: {
      read: noting("read", host.read),
      list: noting("list", host.list),
      kind: noting("kind", host.kind),
      ...(real === undefined ? {} : { real: noting("real", real) }),
    },
    asked,
  };
}

const nothing = Symbol("nothing");

/** Texts are their own keys, as are kinds and paths; a name holds no `/`. */
function answerOf(host: Host, { way, path }: Question): unknown {
  if (way === "kind") return host.kind(path);
  if (way === "real") return host.real?.(path) ?? nothing;
  if (way === "list") return host.list(path)?.join("/") ?? nothing;
  const read = host.read(path);
  if (read.kind === "text") return read.text;
  return Symbol.for(read.kind === "unreadable" ? `unreadable ${read.reason}` : read.kind);
}

interface Node<Value> {
  /** What was asked when the answers up to here had been given. */
  question: Question | undefined;
  readonly next: Map<unknown, Node<Value>>;
  kept: Kept<Value> | undefined;
}

interface Kept<Value> {
  readonly value: Value;
  readonly asked: readonly Answered[];
  readonly weight: number;
}

export interface SharedAnswers<Value> {
  /** What was kept of a host that answered as this one does; `work` names what was done with the answers. */
  readonly find: (work: string, host: Host) => Value | undefined;
  /** Keeps it when a host before this one gave the same first answer: of one that is like no other nothing is kept. */
  readonly keep: (work: string, asked: readonly Answered[], value: Value, weight: number) => void;
}

/** `limit`: of all weights; beyond it goes what was not asked for lately. */
export function sharedAnswers<Value>(limit: number): SharedAnswers<Value> {
  const all = generations(limit, () => new Map<string, Node<Value>>());
  const keep = (work: string, { value, asked, weight }: Kept<Value>) => {
    all.makeRoom(weight);
    const node = pathTo(topOf(all.young(), work), asked);
    if (node !== undefined) node.kept = { value, asked, weight };
  };
  return {
    find: (work, host) => {
      const found = follow(all.young().get(work), host);
      if (found !== undefined) return found.value;
      const older = follow(all.old().get(work), host);
      if (older !== undefined) keep(work, older);
      return older?.value;
    },
    keep: (work, asked, value, weight) => {
      const [first] = asked;
      if (first === undefined) return;
      const seen = [all.young(), all.old()].some((one) => one.get(work)?.next.has(first.answer));
      if (seen) keep(work, { value, asked, weight });
      else {
        all.makeRoom(weightOf(first));
        pathTo(topOf(all.young(), work), [first]);
      }
    },
  };
}

/** Characters that an answer holds, roughly. */
function weightOf({ answer }: Answered): number {
  return 200 + (typeof answer === "string" ? answer.length : 0);
}

/** What the questions and answers themselves take. */
export function weightOfAll(asked: readonly Answered[]): number {
  return asked.reduce((sum, one) => sum + weightOf(one), 0);
}

function topOf<Value>(all: Map<string, Node<Value>>, work: string): Node<Value> {
  const found = all.get(work) ?? emptyNode<Value>();
  all.set(work, found);
  return found;
}

function emptyNode<Value>(): Node<Value> {
  return { question: undefined, next: new Map(), kept: undefined };
}

function follow<Value>(top: Node<Value> | undefined, host: Host): Kept<Value> | undefined {
  let node = top;
  while (node?.question !== undefined) node = node.next.get(answerOf(host, node.question));
  return node?.kept;
}

/** The node behind all answers, made where there is none; `undefined` = another question was asked on the way. */
function pathTo<Value>(top: Node<Value>, asked: readonly Answered[]): Node<Value> | undefined {
  let node = top;
  for (const { way, path, answer } of asked) {
    node.question ??= { way, path };
    if (node.question.way !== way || node.question.path !== path) return undefined;
    const next = node.next.get(answer) ?? emptyNode<Value>();
    node.next.set(answer, next);
    node = next;
  }
  return node;
}
