// Work that is put off until somebody asks for it, and done once.

/** The value of the first call, for all calls. */
export function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}
