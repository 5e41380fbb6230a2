// Whether the certificate in a PEM file that is at hand is its own authority (RFC 5280, 3.2).

import { type DerValue, decodeBase64, derValue } from "./der.ts";

const block = /-----BEGIN (?:TRUSTED |X509 )?CERTIFICATE-----([^-]*)-----END/g;
const sequence = 0x30;
/** Behind it lie the issuer, the validity and the subject (RFC 5280, 4.1). */
const serial = 0x02;

/** `undefined` = the text has no certificate that can be read. A file with several is that of an authority. */
export function isSelfSigned(pem: string): boolean | undefined {
  const [first, ...more] = [...pem.matchAll(block)];
  if (first === undefined) return undefined;
  if (more.length > 0) return false;
  const bytes = decodeBase64((first[1] ?? "").replace(/\s/g, "").slice(0, 8192));
  const names = issuerAndSubject(bytes);
  return names && names[0] === names[1];
}

function issuerAndSubject(bytes: readonly number[]): readonly [string, string] | undefined {
  const signed = derValue(bytes, derValue(bytes, 0)?.content ?? bytes.length);
  if (signed?.tag !== sequence) return undefined;
  const fields: DerValue[] = [];
  for (let at = signed.content; fields.length < 7; ) {
    const field = derValue(bytes, at);
    if (field === undefined) break;
    fields.push(field);
    at = field.content + field.length;
  }
  const at = fields.findIndex(({ tag }) => tag === serial);
  const [issuer, subject] = [fields[at + 2], fields[at + 4]];
  if (at === -1 || issuer?.tag !== sequence || subject?.tag !== sequence) return undefined;
  const text = ({ content, length }: DerValue) => bytes.slice(content, content + length).join();
  return [text(issuer), text(subject)];
}
