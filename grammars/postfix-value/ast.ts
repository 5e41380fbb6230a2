// The ASTs of Postfix's value languages. Positions are half-open offsets into the value that was parsed.

export interface Part {
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

/** One step of an access restriction list, as smtpd_check.c walks it. */
export type Restriction =
  /** `warn_if_reject`: the next restriction only logs. */
  | { readonly kind: "warn"; readonly name: Part }
  /** A restriction that takes the next word: `check_client_access hash:x`, `reject_rbl_client d`, `sleep 5`. */
  | { readonly kind: "call"; readonly name: Part; readonly argument: Part | undefined }
  /** A bare `type:table`: short for the list's own `check_..._access`. */
  | { readonly kind: "table"; readonly table: Part }
  /** A restriction without argument, a restriction class, or a word that smtpd does not know. */
  | { readonly kind: "name"; readonly name: Part };

/** `type:name`; `type` is empty when there is no colon. */
export interface TableSpec {
  readonly type: string;
  /** What stands after the colon, braces included. */
  readonly name: Part;
  /** Tables inside: of `proxy:`, `unionmap:`, `pipemap:`. */
  readonly nested: readonly TableSpec[];
  /** Entries written in place: of `inline:{...}`, and of `cidr:{...}`, `regexp:{...}`, `pcre:{...}`, `texthash:{...}`. */
  readonly entries: readonly { readonly key: Part; readonly value: Part }[] | undefined;
  /** The one result of `static:`. */
  readonly result: string | undefined;
}

/** An item of a match list such as `mynetworks` or `relay_domains` (match_list.c). */
export interface MatchItem {
  readonly kind: "pattern" | "table" | "file";
  readonly negated: boolean;
  /** Without the leading `!`. */
  readonly pattern: Part;
  /** With the leading `!`. */
  readonly whole: Part;
}

/** An item of a TLS protocol list (tls_misc.c, tls_proto_mask_lims). */
export interface ProtocolItem {
  readonly kind: "include" | "exclude" | "at-least" | "at-most";
  readonly version: Part;
  readonly whole: Part;
}

/** An item of an OpenSSL cipher string, or of an exclusion list. */
export interface CipherItem {
  readonly kind: "add" | "remove" | "move" | "command";
  readonly name: Part;
  readonly whole: Part;
}
