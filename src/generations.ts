// What was met lately, up to a limit: a young store, and the one before it, which goes when the young one is full.

interface Generations<Store> {
  /** What came in since the last turn. */
  readonly young: () => Store;
  /** What came in before that: whoever finds something here puts it into the young store, where it stays. */
  readonly old: () => Store;
  /** To be called before something of that weight comes into the young store: a full one is the old one then. */
  readonly makeRoom: (weight: number) => void;
}

/** `limit`: of all weights in both. */
export function generations<Store>(limit: number, empty: () => Store): Generations<Store> {
  let young = empty();
  let old = empty();
  let size = 0;
  return {
    young: () => young,
    old: () => old,
    makeRoom: (weight) => {
      if (size + weight > limit / 2) {
        old = young;
        young = empty();
        size = 0;
      }
      size += weight;
    },
  };
}
