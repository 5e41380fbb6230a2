// Work that is put off until somebody asks for it, and done once.

import { generations } from "./generations.ts";

/** The value of the first call, for all calls. */
export function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}

/** The answer to the first question of each key, for all that ask it again. */
export function oncePerKey<Key, Answer>(ask: (key: Key) => Answer): (key: Key) => Answer {
  const known = new Map<Key, { readonly answer: Answer }>();
  return (key) => {
    const found = known.get(key);
    if (found !== undefined) return found.answer;
    const answer = ask(key);
    known.set(key, { answer });
    return answer;
  };
}

/** What is worked out of a text, for those met lately: `limit` characters of them are kept. */
export function oncePerText<T>(limit: number, work: (text: string) => T): (text: string) => T {
  const known = generations(limit, () => new Map<string, { readonly found: T }>());
  return (text) => {
    const met = known.young().get(text);
    if (met !== undefined) return met.found;
    const entry = known.old().get(text) ?? { found: work(text) };
    known.makeRoom(text.length);
    known.young().set(text, entry);
    return entry.found;
  };
}

/** What is worked out of a thing, once for as long as the thing is there. */
export function oncePer<Owner extends object, T>(work: (owner: Owner) => T): (owner: Owner) => T {
  const known = new WeakMap<Owner, { readonly found: T }>();
  return (owner) => {
    let entry = known.get(owner);
    if (entry === undefined) {
      entry = { found: work(owner) };
      known.set(owner, entry);
    }
    return entry.found;
  };
}
