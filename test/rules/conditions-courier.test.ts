// Every condition of a rule about Courier matters: a configuration that turns on it, beside the examples.

import { conditionsOf, type Row, testConditions } from "./conditions.ts";

const c = (files: Readonly<Record<string, string>>) =>
  Object.fromEntries(Object.entries(files).map(([name, text]) => [`courier/${name}`, text]));
const imap = "PORT=143\nIMAPDSTART=YES\n";
const esmtp = "PORT=25\nESMTPDSTART=YES\n";

const rows: readonly Row[] = [
  [
    "courier/authmodulelist-default",
    "a module like none",
    c({ authdaemonrc: 'authmodulelist="authpam zzz"\n' }),
  ],
  [
    "courier/authmodulelist-default",
    "a module of the machine's own",
    c({ authdaemonrc: 'authmodulelist="authpam authpipe"\n' }),
    ["note"],
  ],
  [
    "courier/clear-password-field",
    "an empty field",
    c({ authmysqlrc: "MYSQL_CLEAR_PWFIELD\n##NAME: MARKER:0\n" }),
  ],
  ["courier/esmtp-tls-required-on-mx", "not required", c({ esmtpd: `${esmtp}ESMTP_TLS_REQUIRED=0\n` })],
  [
    "courier/esmtp-tls-required-on-mx",
    "required",
    c({ esmtpd: `${esmtp}ESMTP_TLS_REQUIRED=1\n` }),
    ["warning"],
  ],
  ["courier/limits-extreme", "no daemons at all", c({ imapd: `${imap}MAXDAEMONS=0\n` }), []],
  ["courier/limits-extreme", "very many daemons", c({ imapd: `${imap}MAXDAEMONS=100000\n` }), ["note"]],
  ["courier/limits-extreme", "no delay", c({ esmtpd: `${esmtp}TARPIT=0\n` }), ["note"]],
  ["courier/limits-extreme", "the delay as shipped", c({ esmtpd: `${esmtp}TARPIT=1\n` })],
  ["courier/limits-extreme", "an empty limit", c({ imapd: `${imap}MAXPERIP=\n` })],
  [
    "courier/tls-required-ineffective",
    "not required",
    c({ imapd: imap, "imapd-ssl": "IMAPDSTARTTLS=NO\nIMAP_TLS_REQUIRED=0\n" }),
  ],
  ["courier/umask-open", "no octal number", c({ imapd: `${imap}IMAP_UMASK=rw\n` })],
  ["courier/umask-open", "open for all", c({ imapd: `${imap}IMAP_UMASK=000\n` }), ["warning"]],
  [
    "courier/relayclient-wide",
    "everybody",
    c({
      esmtpd: `${esmtp}ACCESSFILE=/etc/courier/smtpaccess\n`,
      "smtpaccess/default": "0\tallow,RELAYCLIENT\n",
    }),
    ["error"],
  ],
  [
    "courier/relayclient-wide",
    "this machine",
    c({ esmtpd: esmtp, "smtpaccess/default": "127.0.0.1\tallow,RELAYCLIENT\n" }),
  ],
  [
    "courier/tls-cert-missing",
    "TLS is off",
    c({ imapd: imap, "imapd-ssl": "IMAPDSSLSTART=NO\nIMAPDSTARTTLS=NO\n" }),
  ],
];

testConditions("Courier", conditionsOf(rows, {}));
