// The text of a PEM file to what rules ask of it. Of private keys only the public half leaves this file.

import { createHash, createPrivateKey, createPublicKey, type KeyObject, X509Certificate } from "node:crypto";
import type { Certificate, KeyType, PemBlock } from "../machine.ts";
import { dhParameters } from "../model/dh-parameters.ts";
import { endOfFirst, signatureDigest } from "./certificate-digest.ts";

/** The blocks in order, each judged on its own; what is between them is passed over as OpenSSL does. Never throws. */
export function pemBlocks(text: string): PemBlock[] {
  return sections(text).flatMap((section) => {
    try {
      return blockOf(section);
    } catch {
      return { kind: "broken", label: section.label } as const;
    }
  });
}

interface Section {
  readonly label: string;
  readonly lines: readonly string[];
  /** Its END line is there. */
  readonly closed: boolean;
}

/** Line by line, so that a file of nothing but BEGIN lines costs no more than another. */
function sections(text: string): Section[] {
  const found: Section[] = [];
  let open: { label: string; lines: string[] } | undefined;
  for (const line of text.split("\n")) {
    const [, mark, label = ""] = /^-----(BEGIN|END) ([A-Z0-9 .#]{1,64})-----\s*$/.exec(line) ?? [];
    if (mark === "BEGIN") {
      if (open !== undefined) found.push({ ...open, closed: false });
      open = { label, lines: [] };
    } else if (mark === "END" && open !== undefined) {
      found.push({ ...open, closed: open.label === label });
      open = undefined;
    } else open?.lines.push(line);
  }
  if (open !== undefined) found.push({ ...open, closed: false });
  return found;
}

function blockOf({ label, lines, closed }: Section): PemBlock[] {
  const isCertificate = /^(?:X509 |TRUSTED )?CERTIFICATE$/.test(label);
  const isKey = label.endsWith("PRIVATE KEY");
  const isDh = label.endsWith("DH PARAMETERS");
  if (!isCertificate && !isKey && !isDh) return [];
  if (!closed) return [{ kind: "broken", label }];
  if (isCertificate) return [certificateOf(Buffer.from(lines.join(""), "base64"))];
  const text = `-----BEGIN ${label}-----\n${lines.join("\n")}\n-----END ${label}-----\n`;
  return [isKey ? keyOf(label, lines, text) : dhOf(label, text)];
}

function certificateOf(bytes: Uint8Array): Certificate {
  // A TRUSTED CERTIFICATE has OpenSSL's own data behind it.
  const der = bytes.subarray(0, endOfFirst(bytes));
  const x509 = new X509Certificate(der);
  const { subject, issuer, publicKey } = x509;
  const digest = signatureDigest(der);
  const [, issuerAt] = /^CA Issuers - URI:(\S+)$/m.exec(x509.infoAccess ?? "") ?? [];
  const [, commonName] = /^CN=(.+)$/m.exec(subject ?? "") ?? [];
  return {
    kind: "certificate",
    subject: oneLine(subject),
    issuer: oneLine(issuer),
    notBefore: timeOf(x509.validFrom),
    notAfter: timeOf(x509.validTo),
    names: namesOf(x509.subjectAltName ?? ""),
    ...(commonName === undefined ? {} : { commonName }),
    key: keyType(publicKey),
    ...(digest === undefined ? {} : { digest }),
    selfSigned: subject === issuer && isSelfSigned(x509),
    authority: x509.ca,
    ...(issuerAt === undefined ? {} : { issuerAt }),
    publicKey: fingerprint(publicKey),
  };
}

/** A date that OpenSSL cannot read makes the certificate a broken block. */
function timeOf(date: string): number {
  const time = Date.parse(date);
  if (Number.isNaN(time)) throw new RangeError(`no date: ${date}`);
  return time;
}

function isSelfSigned(x509: X509Certificate): boolean {
  try {
    return x509.verify(x509.publicKey);
  } catch {
    return false;
  }
}

/** Node leaves a subject without any name undefined. */
function oneLine(name: string | undefined): string {
  return (name ?? "").split("\n").join(", ");
}

/** Of `DNS:a.example, IP Address:192.0.2.1, othername:<unsupported>`; Node quotes what has a comma in it. */
function namesOf(alternative: string): string[] {
  return [...alternative.matchAll(/(?:^|, )(?:DNS|IP Address):("(?:[^"\\]|\\.)*"|[^,]*)/g)].map(
    ([, name = ""]) => (name.startsWith('"') ? String(JSON.parse(name)) : name),
  );
}

function keyOf(label: string, lines: readonly string[], text: string): PemBlock {
  const encrypted =
    label.startsWith("ENCRYPTED") || lines.some((line) => /^Proc-Type:.*ENCRYPTED/.test(line));
  if (encrypted) return { kind: "key", encrypted };
  const publicKey = createPublicKey(createPrivateKey(text));
  return { kind: "key", encrypted, publicKey: fingerprint(publicKey), key: keyType(publicKey) };
}

function dhOf(label: string, text: string): PemBlock {
  const bits = dhParameters(text)?.bits;
  return bits === undefined ? { kind: "broken", label } : { kind: "dh", bits };
}

function fingerprint(key: KeyObject): string {
  return createHash("sha256")
    .update(key.export({ type: "spki", format: "der" }))
    .digest("hex");
}

function keyType({ asymmetricKeyType, asymmetricKeyDetails }: KeyObject): KeyType {
  const { modulusLength, namedCurve } = asymmetricKeyDetails ?? {};
  const type = asymmetricKeyType?.replace("-pss", "");
  if (type === "ec") return { type, ...(namedCurve === undefined ? {} : curveOf(namedCurve)) };
  const known = type === "rsa" || type === "dsa" || type === "ed25519" || type === "ed448" ? type : "other";
  return { type: known, ...(modulusLength === undefined ? {} : { bits: modulusLength }) };
}

/** The number in a curve's name is its size in bits. */
function curveOf(curve: string): Pick<KeyType, "bits" | "curve"> {
  const [bits] = /\d{3}/.exec(curve) ?? [];
  return { curve, ...(bits === undefined ? {} : { bits: Number(bits) }) };
}
