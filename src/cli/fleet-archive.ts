// Reads a tar archive into memory. It comes from anywhere: nothing is written, and no limit of size can be passed.

import { createReadStream } from "node:fs";
import { pipeline } from "node:stream";
import { createGunzip } from "node:zlib";
import { type TarHeader, unpackTar } from "modern-tar";
import { normalizePath } from "../host.ts";
import { depthLimit, type Member, type Members } from "../host-archive.ts";
import { sizeLimit } from "../host-disk.ts";

const MiB = 1024 * 1024;

/** Limits of one archive: of what is read from it, members that are skipped included, and of what is kept. */
const archiveLimits = { unpacked: 512 * MiB, kept: 64 * MiB, members: 200_000 } as const;

export interface Archive {
  readonly members: Members;
  /** Members that were left out because of where their names or links lead. */
  readonly refused: readonly { readonly path: string; readonly reason: string }[];
}

/** Throws with a short reason when the file cannot be read, is no archive or passes a limit. */
export async function readArchive(path: string): Promise<Archive> {
  const members = new Map<string, Member>();
  const refused: { path: string; reason: string }[] = [];
  const count = { kept: 0, members: 0 };
  const wanted = (header: TarHeader): boolean => {
    if (++count.members > archiveLimits.members)
      throw new Error(`has more than the limit of ${archiveLimits.members} members`);
    const place = placeOf(header.name);
    const reason = refusalOf(place);
    if (place === undefined || reason !== undefined) {
      refused.push({ path: clipped(header.name), reason: `${reason} and is left out` });
      return false;
    }
    if (header.type !== "file") return place !== "";
    if (header.size > sizeLimit) {
      const reason = `larger than the limit of ${sizeLimit / MiB} MiB`;
      members.set(place, { kind: "unreadable", reason });
      return false;
    }
    count.kept += header.size;
    if (count.kept > archiveLimits.kept)
      throw new Error(`holds more than the limit of ${archiveLimits.kept / MiB} MiB`);
    return true;
  };
  const entries = await unpackTar(byteStream(path), { strict: true, filter: wanted }).catch(
    (error: unknown) => {
      throw legible(error);
    },
  );
  for (const { header, data } of entries) {
    const place = placeOf(header.name);
    if (place !== undefined) members.set(place, memberOf(header, data, members));
  }
  return { members, refused };
}

/** What zlib says of a file that is none of gzip, or breaks off, in words that name the file's fault. */
function legible(error: unknown): unknown {
  switch ((error as NodeJS.ErrnoException).code) {
    case "Z_DATA_ERROR":
      return new Error("is no gzip archive, or a damaged one");
    case "Z_BUF_ERROR":
      return new Error("the gzip archive breaks off");
    default:
      return error;
  }
}

/** Relative to the top, as tar(1) unpacks it; `undefined` when it climbs out. */
function placeOf(name: string): string | undefined {
  const place = normalizePath(name.replace(/^\/+/, ""));
  return place === ".." || place.startsWith("../") ? undefined : place;
}

function refusalOf(place: string | undefined): string | undefined {
  if (place === undefined) return "leads out of the archive";
  const isDeep = place.split("/", depthLimit + 1).length > depthLimit;
  return isDeep ? `lies deeper than the limit of ${depthLimit} directories` : undefined;
}

/** A name can be as long as the archive. */
function clipped(name: string): string {
  return name.length > 300 ? `${name.slice(0, 300)}…` : name;
}

/** The longest path that Linux knows (PATH_MAX). */
const longestPath = 4096;

function memberOf(
  { type, linkname = "" }: TarHeader,
  data: Uint8Array | undefined,
  earlier: Members,
): Member {
  switch (type) {
    case "directory":
      return { kind: "directory" };
    case "symlink":
      return linkname.length < longestPath
        ? { kind: "symlink", target: linkname }
        : { kind: "unreadable", reason: "its link is too long" };
    case "link":
      // A hard link names a member that came before.
      return earlier.get(placeOf(linkname) ?? "") ?? { kind: "unreadable", reason: "its link leads nowhere" };
    case "file":
      return { kind: "file", bytes: data ?? new Uint8Array() };
    default:
      return { kind: "unreadable", reason: "is no regular file" };
  }
}

/** The bytes of the tar stream; it fails behind the limit, so that a small file cannot unpack to a large one. */
function byteStream(path: string): ReadableStream<Uint8Array> {
  const file = createReadStream(path);
  // What goes wrong in either stream surfaces where the chunks are read.
  const source = /\.tar$/.test(path) ? file : pipeline(file, createGunzip(), () => {});
  let read = 0;
  const chunks = source[Symbol.asyncIterator]() as AsyncIterator<Buffer>;
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        const { done, value } = await chunks.next();
        if (done) return controller.close();
        read += value.length;
        if (read > archiveLimits.unpacked)
          throw new Error(`unpacks to more than the limit of ${archiveLimits.unpacked / MiB} MiB`);
        controller.enqueue(new Uint8Array(value));
      },
      async cancel() {
        await chunks.return?.();
      },
    },
    { highWaterMark: 0 },
  );
}
