// Texts by their bytes: of files that are the same on many hosts there is one text, decoded once.

import { generations } from "../generations.ts";
import { type ReadResult, textResult } from "../host.ts";
import type { TextPool } from "../host-disk.ts";
import { decode } from "../source.ts";

interface Known {
  readonly bytes: Buffer;
  readonly result: ReadResult;
}

/** Files of one mark are compared one by one; more than these are not kept, whatever somebody makes of them. */
const most = 8;
/** Bytes that the mark of a file is made of. */
const looked = 32;

/** `limit`: bytes that are kept; what was not met for the longest time goes. */
export function textPool(limit: number): TextPool {
  const known = generations(limit, () => new Map<number, Known[]>());
  const keep = (mark: number, one: Known) => {
    known.makeRoom(one.bytes.length);
    const young = known.young();
    const those = young.get(mark) ?? [];
    if (those.length >= most) those.shift();
    those.push(one);
    young.set(mark, those);
  };
  return (bytes) => {
    if (bytes.length > limit / 16) return textResult(decode(bytes));
    const mark = markOf(bytes);
    const isSame = (one: Known) => one.bytes.equals(bytes);
    const met = known.young().get(mark)?.find(isSame);
    if (met !== undefined) return met.result;
    const one = known.old().get(mark)?.find(isSame) ?? {
      bytes: Buffer.from(bytes),
      result: textResult(decode(bytes)),
    };
    keep(mark, one);
    return one.result;
  };
}

/** A number that is the same for the same bytes, and mostly another one for others: of their length and some of them. */
function markOf(bytes: Buffer): number {
  let mark = bytes.length;
  const step = Math.max(1, Math.floor(bytes.length / looked));
  for (let at = bytes.length - 1; at >= 0; at -= step) mark = (Math.imul(mark, 31) + (bytes[at] ?? 0)) | 0;
  return mark;
}
