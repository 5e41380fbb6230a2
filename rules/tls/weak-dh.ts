import { dhParameters } from "../../src/model/dh-parameters.ts";
import { defineRule, rfc } from "../../src/rule.ts";
import { deleteLinesFix } from "../../src/vocabulary.ts";
import { all, assigned, numberOf } from "../../src/vocabulary-courier.ts";

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
    { title: "mkdhparams(8)", url: "https://www.courier-mta.org/mkdhparams.html" },
  ],
  check(context) {
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
  ],
});
