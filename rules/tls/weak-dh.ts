import type { Parameters, PemBlock } from "../../src/machine.ts";
import { plainSuites } from "../../src/model/cipher-list.ts";
import { dhParameters } from "../../src/model/dh-parameters.ts";
import { defineRule, type RuleContext, rfc } from "../../src/rule.ts";
import { deleteLinesFix } from "../../src/vocabulary.ts";
import { all, assigned, numberOf } from "../../src/vocabulary-courier.ts";
import { contextOf, known, written } from "../../src/vocabulary-dovecot.ts";
import { blocksOf, tlsFiles } from "../../src/vocabulary-tls.ts";

/** Below it nobody is to go (RFC 9325, 4.5). */
const enough = 2048;

export default defineRule({
  id: "weak-dh",
  since: "0.1.0",
  severity: "warning",
  securitySeverity: 5.9,
  precision: "high",
  cwe: [326],
  summary: "Diffie-Hellman groups below 2048 bits are used.",
  why: `The key exchange is as strong as its group. 512 bits are broken in minutes, 1024 within reach of a state, which then
reads all sessions that used the group; older releases made files of 768 and 1024 bits.`,
  remedy:
    "Make a file of 2048 bits or more (`openssl dhparam -out dhparams.pem 2048`, in Courier `mkdhparams`), or delete the setting: current libraries bring good groups.",
  references: [
    rfc(9325, "4.5"),
    { title: "CVE-2015-4000 (Logjam)", url: "https://weakdh.org/" },
    {
      title: "Dovecot, ssl_server_dh_file",
      url: "https://doc.dovecot.org/latest/core/summaries/settings.html#ssl_server_dh_file",
    },
    { title: "mkdhparams(8)", url: "https://www.courier-mta.org/mkdhparams.html" },
  ],
  check(context) {
    checkDovecot(context);
    onMachine(context);
    for (const { system, instance, name, value, span } of assigned(context, all, "TLS_DHPARAMS")) {
      const file = system.config.fileNamed(value);
      const found = file && dhParameters(file.text);
      if (file === undefined || found === undefined || found.bits >= enough) continue;
      context.report({
        span,
        severity: found.bits < 1024 ? "error" : "warning",
        message: `\`${name}=${value}\` holds parameters of ${found.bits} bits; make new ones of ${enough} bits or more`,
        related: [{ span: { file, start: found.start, end: found.end }, message: "the parameters" }],
        about: { setting: name, scope: [instance.name] },
      });
    }
    for (const { instance, name, value, span, statement } of assigned(context, all, "TLS_MIN_DH_BITS")) {
      const bits = numberOf(value);
      if (bits <= 0 || bits >= enough) continue;
      context.report({
        span,
        severity: bits < 1024 ? "error" : "warning",
        message: `\`${name}=${value}\` lets a Courier built with GnuTLS accept groups of ${bits} bits from other servers; delete it`,
        fix: deleteLinesFix("use the library's bound", statement),
        about: { setting: name, scope: [instance.name] },
      });
    }
  },
  examples: [
    {
      title: "a file of 512 bits",
      files: {
        "courier/imapd": "PORT=143\n",
        "courier/imapd-ssl": "TLS_DHPARAMS=«/etc/courier/dhparams.pem»\n",
        "courier/dhparams.pem": `-----BEGIN DH PARAMETERS-----
MEYCQQDnIsDosfGmDdrkidVbnQVfE8hBnpvLkbhobtuCOZG6kda5+jcpKHNxnT5b
0idEJEVKAMeyPTFdFJoocNwLCkivAgEC
-----END DH PARAMETERS-----
`,
      },
    },
    {
      title: "what other servers may offer",
      files: { "courier/courierd": "TLS_VERIFYPEER=PEER\nTLS_MIN_DH_BITS=«512»\n" },
      fixedFiles: { "courier/courierd": "TLS_VERIFYPEER=PEER\n" },
    },
    {
      title: "2048 bits at least",
      files: { "courier/courierd": "TLS_MIN_DH_BITS=2048\n" },
    },
    {
      title: "0 stands for the library's own bound",
      files: { "courier/courierd": "TLS_MIN_DH_BITS=0\n" },
      trap: true,
    },
    {
      title: "a file that is not at hand",
      files: {
        "courier/imapd": "PORT=143\n",
        "courier/imapd-ssl": "TLS_DHPARAMS=/etc/courier/dhparams.pem\n",
      },
      trap: true,
    },
    {
      title: "a file of 1024 bits for Dovecot",
      files: {
        "dovecot.conf": "ssl_dh = «</etc/dovecot/dh.pem»\n",
        "dh.pem": `-----BEGIN DH PARAMETERS-----
MIGHAoGBAKwy2YxzLAoADd2k1ysEXd/ArULv/68ubq3DtWmY2UHD5eJlCgHNSh1r
VDRhgBiyRlAILLdg9PHWEWI/aOta+/8eAG1kb787arlIwj0oV0ztnofvnaW+BH4i
JUzDbH3LIex5D765bzWJUitfHXgQ/Dhd/k3x4/6fCNt0iSJgsVmPAgEC
-----END DH PARAMETERS-----
`,
      },
    },
    {
      title: "a file of 1024 bits for Dovecot 2.4",
      version: "2.4",
      files: {
        "dovecot.conf": `dovecot_config_version = 2.4.1
dovecot_storage_version = 2.4.1
ssl_server_dh_file = «/etc/dovecot/dh.pem»
`,
        "dh.pem": `-----BEGIN DH PARAMETERS-----
MIGHAoGBAKwy2YxzLAoADd2k1ysEXd/ArULv/68ubq3DtWmY2UHD5eJlCgHNSh1r
VDRhgBiyRlAILLdg9PHWEWI/aOta+/8eAG1kb787arlIwj0oV0ztnofvnaW+BH4i
JUzDbH3LIex5D765bzWJUitfHXgQ/Dhd/k3x4/6fCNt0iSJgsVmPAgEC
-----END DH PARAMETERS-----
`,
      },
    },
    {
      title: "a file of 2048 bits for Dovecot",
      files: {
        "dovecot.conf": "ssl_dh = </etc/dovecot/dh.pem\n",
        "dh.pem": `-----BEGIN DH PARAMETERS-----
MIIBCAKCAQEAmcoLOrH85LJ3scb1PZ417RVmv9KXhA7QN6w5nGD+vTjKHrBEbjQb
HGJ/zZcVYT/bOFGA5+KmSgqooYDBxCOgBdlDHS9ef96Hr4PgWqDgmoJjva6JRzO3
uYKTxIjBWVgmLEs6uR1f2ezqrflEMipSgx2nOj8cFoMjXc5UgIuyqH7pNJ1qpHRa
X44JLshduxQjl3591xj8RJy5k9Zqhbc/A4k0mof+wAU32oUwAus75ZrwV+s8yvWN
IGtGjFQf63dRMTIJh8rO+/zHhM8Oneg5llHakUv/qiy5jXhN5kZ5WgNicdRjkJQm
xYw3X9molelmeeEo8TcLO6wucG10hAbuHwIBAg==
-----END DH PARAMETERS-----
`,
      },
    },
    {
      title: "Dovecot with no cipher that uses the file",
      files: {
        "dovecot.conf":
          "ssl_dh = </etc/dovecot/dh.pem\nssl_cipher_list = ECDHE-ECDSA-AES256-GCM-SHA384:ECDHE-RSA-AES256-GCM-SHA384\n",
        "dh.pem": `-----BEGIN DH PARAMETERS-----
MIGHAoGBAKwy2YxzLAoADd2k1ysEXd/ArULv/68ubq3DtWmY2UHD5eJlCgHNSh1r
VDRhgBiyRlAILLdg9PHWEWI/aOta+/8eAG1kb787arlIwj0oV0ztnofvnaW+BH4i
JUzDbH3LIex5D765bzWJUitfHXgQ/Dhd/k3x4/6fCNt0iSJgsVmPAgEC
-----END DH PARAMETERS-----
`,
      },
      trap: true,
    },
    {
      title: "1024 bits on the machine, of Dovecot",
      bad: "ssl_dh = «</usr/share/dovecot/dh.pem»\n",
      machine: { files: { "/usr/share/dovecot/dh.pem": { pem: [{ kind: "dh", bits: 1024 }] } } },
    },
    {
      title: "1024 bits on the machine, of Postfix",
      files: {
        "main.cf": "smtpd_tls_security_level = may\nsmtpd_tls_dh1024_param_file = «/etc/ssl/dh1024.pem»\n",
      },
      machine: { files: { "/etc/ssl/dh1024.pem": { pem: [{ kind: "dh", bits: 1024 }] } } },
    },
    {
      title: "a file of Dovecot that is not at hand",
      good: "ssl_dh = </usr/share/dovecot/dh.pem\n",
      trap: true,
    },
  ],
});

/** Files that only the machine has; what is at hand is judged without it. */
function onMachine(context: RuleContext): void {
  const { machine } = context;
  if (machine === undefined) return;
  for (const { system, use, path, span, words, about } of tlsFiles(context)) {
    const found = use === "dh" ? blocksOf(machine.pem(path)).find(isParameters) : undefined;
    if (found === undefined || found.bits >= enough) continue;
    if (system.daemon !== "postfix" && system.config.fileNamed(path, span.file.path) !== undefined) continue;
    if (system.daemon === "dovecot") {
      const list = known(system, "ssl_cipher_list", contextOf(about.scope ?? []))?.value;
      if (list !== undefined && !mayUseDh(list)) continue;
    }
    context.report({
      span,
      severity: found.bits < 1024 ? "error" : "warning",
      message: `${words} holds parameters of ${found.bits} bits; make new ones of ${enough} bits or more with \`openssl dhparam -out ${path} ${enough}\``,
      about,
    });
  }
}

function isParameters(block: PemBlock): block is Parameters {
  return block.kind === "dh";
}

/** `ssl_dh` of 2.3 holds the parameters, `</path` reads them from a file; 2.4 names the file. */
function checkDovecot(context: RuleContext): void {
  for (const { system, name, value, span, scope, where, about } of written(
    context,
    "ssl_dh",
    "ssl_server_dh_file",
  )) {
    const path = name === "ssl_dh" ? /^<\s*(\S[\s\S]*)$/.exec(value)?.[1] : value;
    const file = path === undefined ? undefined : system.config.fileNamed(path, span.file.path);
    const found = file && dhParameters(file.text);
    if (file === undefined || found === undefined || found.bits >= enough) continue;
    const list = known(system, "ssl_cipher_list", contextOf(scope))?.value;
    if (list !== undefined && !mayUseDh(list)) continue;
    context.report({
      span,
      severity: found.bits < 1024 ? "error" : "warning",
      message: `\`${name} = ${value}\`${where} holds parameters of ${found.bits} bits; make new ones of ${enough} bits or more with \`openssl dhparam -out ${path} ${enough}\``,
      related: [{ span: { file, start: found.start, end: found.end }, message: "the parameters" }],
      about,
    });
  }
}

/** Does a cipher list leave a suite with the classic Diffie-Hellman exchange? */
function mayUseDh(list: string): boolean {
  if (/(^|[:, ])!(k?DHE|k?EDH|DH)($|[:, ])/i.test(list)) return false;
  return plainSuites(list)?.some((suite) => /^(DHE|EDH|ADH)-/.test(suite)) ?? true;
}
