// Looking up what a configuration says in a table of ours.

/** The entry that the table itself has: a name such as `constructor` finds nothing, though every object has it. */
export function ownEntry<Value>(table: Readonly<Record<string, Value>>, name: string): Value | undefined {
  return Object.hasOwn(table, name) ? table[name] : undefined;
}
