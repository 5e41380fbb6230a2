// How the program knows, without loading a module, that it runs in a worker thread of a fleet run.

/** First argument of a worker. */
export const workerMark = "--fleet-worker";
