// Which blocks of a Dovecot 2.3 tree hold for whom, once it is read: config_filter_find_all in src/config/config-filter.c.

import { oncePer } from "../once.ts";
import {
  type Filter,
  type FilterNetwork,
  filterOfContext,
  headersOf,
  matches,
  moreSpecial,
} from "./dovecot-23-filter.ts";
import type { FilterTables } from "./dovecot-23-state.ts";
import { contextKey, type DovecotContext } from "./dovecot-config.ts";
import { filterIndex, type Narrowing } from "./dovecot-filter-index.ts";

interface Holding {
  /** The context names somebody, and is not the global one. */
  readonly narrow: boolean;
  /** The most special first. */
  readonly blocks: readonly FilterTables[];
}

const indexOf = oncePer((all: readonly FilterTables[]) => ({
  candidates: filterIndex(
    all.toSorted((a, b) => moreSpecial(a.filter, b.filter)),
    ({ filter }) => narrowingOf(filter),
  ),
  known: new Map<string, Holding>(),
}));

/** `all` the tables of a tree that has been read. */
export function holdingFor(all: readonly FilterTables[], context: DovecotContext): Holding {
  const { known } = indexOf(all);
  const key = contextKey(context);
  let holding = known.get(key);
  if (holding === undefined) {
    const wanted = filterOfContext(context);
    holding = { narrow: headersOf(wanted).length > 0, blocks: holdingWithin(all, wanted) };
    known.set(key, holding);
  }
  return holding;
}

/** Those that hold wherever the filter does, the most special first. */
export function holdingWithin(all: readonly FilterTables[], filter: Filter): readonly FilterTables[] {
  const { localName, local, remote } = filter;
  const asked = {
    ...(localName === undefined ? {} : { localName }),
    ...(local === undefined ? {} : { local: local.text }),
    ...(remote === undefined ? {} : { remote: remote.text }),
  };
  return indexOf(all)
    .candidates(asked, [])
    .filter((tables) => matches(tables.filter, filter));
}

function narrowingOf({ local, localName, remote }: Filter): Narrowing {
  return {
    local: netOf(local),
    localText: local?.text,
    localName,
    remote: netOf(remote),
    remoteText: remote?.text,
  };
}

function netOf(network: FilterNetwork | undefined): Narrowing["local"] {
  return network?.network ?? network?.text;
}
