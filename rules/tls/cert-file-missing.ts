import type { Severity } from "../../src/finding.ts";
import type { Machine } from "../../src/machine.ts";
import { certificate, key } from "../../src/machine-facts.ts";
import { textValue } from "../../src/model/postfix-values.ts";
import { defineRule } from "../../src/rule.ts";
import { type TlsFile, type TlsUse, tlsFiles } from "../../src/vocabulary-tls.ts";

export default defineRule({
  id: "cert-file-missing",
  since: "0.1.0",
  severity: "error",
  precision: "very-high",
  cwe: [],
  summary: "A certificate, key or other file of TLS is not there, or holds something else.",
  why: `Dovecot does not start when a file is missing, even with \`ssl = no\`; when there is no certificate in it, every TLS handshake fails.
Postfix offers STARTTLS and answers it with 454, so that mail arrives in clear and who requires TLS cannot send.
Courier fails the handshake. Without \`--live\` nobody looks for the files.`,
  remedy: "Correct the path, or put the file there, in PEM form.",
  references: [
    { title: "Dovecot, SSL configuration", url: "https://doc.dovecot.org/latest/core/config/ssl.html" },
    { title: "Postfix, TLS_README", url: "https://www.postfix.org/TLS_README.html#server_cert_key" },
    { title: "couriertls(1)", url: "https://www.courier-mta.org/couriertls.html" },
  ],
  check(context) {
    const { machine } = context;
    if (machine === undefined) return;
    for (const file of tlsFiles(context)) {
      const wrong = missing(file, machine) ?? without(file, machine);
      if (wrong === undefined) continue;
      const { effect, ...rest } = effectOf(file, wrong);
      const thing = file.use === "authority-directory" ? "directory" : "file";
      const remedy = wrong.gone ? `correct the path, or put the ${thing} there` : "put the right file there";
      context.report({
        ...rest,
        span: file.span,
        message: `${file.words}: ${wrong.what}: ${effect}; ${remedy}`,
        about: file.about,
      });
    }
  },
  examples: [
    {
      title: "a path that was mistyped",
      bad: "ssl_cert = </etc/ssl/mail.pem\nssl_key = «</etc/ssl/private/mial.key»\n",
      machine: {
        files: {
          "/etc/ssl/mail.pem": { pem: [certificate(["mail.example.org"])] },
          "/etc/ssl/private/mail.key": { pem: [key()] },
        },
      },
    },
    {
      title: "a symbolic link that leads nowhere",
      version: "2.4",
      bad: `dovecot_config_version = 2.4.1
dovecot_storage_version = 2.4.1
ssl_server_cert_file = «/etc/ssl/mail.pem»
`,
      machine: {
        files: { "/etc/ssl/mail.pem": { link: "/etc/letsencrypt/live/mail.example.org/fullchain.pem" } },
      },
    },
    {
      title: "a request in the place of the certificate",
      files: {
        "main.cf":
          "smtpd_tls_security_level = may\nsmtpd_tls_cert_file = «/etc/ssl/mail.csr»\nsmtpd_tls_key_file = /etc/ssl/mail.key\n",
      },
      machine: { files: { "/etc/ssl/mail.csr": {}, "/etc/ssl/mail.key": { pem: [key()] } } },
    },
    {
      title: "the parameters of Diffie-Hellman, in Courier",
      files: {
        "courier/imapd": "PORT=143\n",
        "courier/imapd-ssl": "TLS_DHPARAMS=«/etc/courier/dhparams.pem»\n",
      },
      machine: {},
    },
    {
      title: "all are there",
      good: "ssl_cert = </etc/ssl/mail.pem\nssl_key = </etc/ssl/private/mail.key\n",
      machine: {
        files: {
          "/etc/ssl/mail.pem": { pem: [certificate(["mail.example.org"])] },
          "/etc/ssl/private/mail.key": { pem: [key()] },
        },
      },
    },
    {
      title: "root only may look",
      good: "ssl_cert = </etc/ssl/mail.pem\nssl_key = </etc/ssl/private/mail.key\n",
      machine: {
        files: {
          "/etc/ssl/mail.pem": { pem: [certificate(["mail.example.org"])] },
          "/etc/ssl/private/mail.key": { unreadable: "permission denied" },
        },
      },
      trap: true,
    },
    {
      title: "words that are no paths",
      files: {
        "main.cf":
          "smtpd_tls_security_level = may\nsmtpd_tls_cert_file = none\nsmtpd_tls_dh1024_param_file = auto\n",
      },
      machine: {},
      trap: true,
    },
    {
      title: "a directory of authorities that only the chroot has",
      files: {
        "main.cf": "smtp_tls_CApath = /etc/ssl/mail-authorities\n",
      },
      machine: { files: { "/var/spool/postfix/etc/ssl/mail-authorities": { kind: "directory" } } },
      trap: true,
    },
  ],
});

interface Wrong {
  readonly what: string;
  /** It cannot be read at all; else it holds something else. */
  readonly gone: boolean;
}

/** What only root may look at is not judged. */
function missing(file: TlsFile, machine: Machine): Wrong | undefined {
  const found = machine.file(file.path);
  const gone = (what: string): Wrong => ({ what, gone: true });
  if (file.use === "authority-directory") {
    const { system } = file;
    const queue = system.daemon === "postfix" ? textValue(system.config, "queue_directory") : undefined;
    const inChroot = queue !== undefined && machine.file(`${queue}${file.path}`).kind === "directory";
    return found.kind !== "missing" || inChroot ? undefined : gone("there is no such directory");
  }
  if (found.kind === "missing")
    return gone(
      found.linked ? `a symbolic link leads to \`${found.at}\`, which is not there` : "there is no such file",
    );
  if (found.kind === "unreadable")
    return found.reason === "permission denied" ? undefined : gone(found.reason);
  if (found.kind === "directory") return file.use === "authorities" ? undefined : gone("it is a directory");
  return found.kind === "file" ? undefined : gone("it is no regular file");
}

const contents: Readonly<Record<TlsUse, { readonly kinds: readonly string[]; readonly name: string }>> = {
  certificate: { kinds: ["certificate"], name: "certificate" },
  key: { kinds: ["key"], name: "private key" },
  chain: { kinds: ["certificate", "key"], name: "certificate and no private key" },
  authorities: { kinds: ["certificate"], name: "certificate" },
  "authority-directory": { kinds: [], name: "" },
  dh: { kinds: ["dh"], name: "parameters of Diffie-Hellman" },
};

/** What the file should hold and does not. */
function without({ path, use }: TlsFile, machine: Machine): Wrong | undefined {
  const pem = machine.pem(path);
  const { kinds, name } = contents[use];
  if (pem.kind === "unreadable" && pem.reason.startsWith("larger"))
    return { what: `it is ${pem.reason}`, gone: false };
  if (pem.kind !== "pem" || kinds.length === 0) return undefined;
  if (pem.blocks.some(({ kind }) => kinds.includes(kind))) return undefined;
  const broken = pem.blocks.find((block) => block.kind === "broken");
  const what =
    broken === undefined
      ? `there is no ${name} in PEM form in it`
      : `its block \`${broken.label}\` is damaged`;
  return { what, gone: false };
}

interface Effect {
  readonly severity?: Severity;
  readonly effect: string;
}

function effectOf(file: TlsFile, { gone }: Wrong): Effect {
  if (file.use === "authority-directory")
    return { severity: "warning", effect: "no certificate can be verified" };
  switch (file.system.daemon) {
    case "dovecot":
      return dovecotEffect(file, gone);
    case "postfix":
      if (file.use === "dh") return { severity: "note", effect: "postfix uses its own" };
      // postmap(1) -F puts what the files hold into the table.
      if (file.setting === "tls_server_sni_maps")
        return {
          effect: "`postmap -F` fails, and clients that ask for the name get what it read before, or nothing",
        };
      return file.setting.startsWith("smtpd")
        ? { effect: "TLS does not work, and mail arrives in clear or not at all" }
        : { effect: "mail is sent without TLS, or not at all" };
    case "courier":
      if (file.use === "dh") return { severity: "note", effect: "couriertls uses its own" };
      return file.use === "authorities"
        ? { severity: "warning", effect: "no certificate can be verified" }
        : { effect: "every TLS handshake fails" };
  }
}

/** 2.3 opens the authorities of other servers only when it speaks to them. */
function dovecotEffect({ system, use, setting }: TlsFile, gone: boolean): Effect {
  const lazy = setting === "ssl_client_ca_file" && system.version === "2.3";
  if (lazy) return { severity: "warning", effect: "no certificate of another server can be verified" };
  if (gone) return { effect: "dovecot does not start" };
  return use === "authorities"
    ? { severity: "warning", effect: "no certificate can be verified" }
    : { effect: "every TLS handshake fails" };
}
