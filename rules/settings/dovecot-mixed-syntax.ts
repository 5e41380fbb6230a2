import type { DovecotStatement } from "../../grammars/dovecot/ast.ts";
import { defineRule } from "../../src/rule.ts";
import type { DovecotSystem } from "../../src/system.ts";
import { dovecotSystems } from "../../src/vocabulary.ts";

/** Well-known names of which Dovecot 2.4 has none. */
export const onlyOld: ReadonlySet<string> = new Set([
  ..."mail_location disable_plaintext_auth ssl_cert ssl_key ssl_ca ssl_dh ssl_alt_cert ssl_alt_key".split(
    " ",
  ),
  ..."ssl_client_cert ssl_client_key ssl_key_password ssl_verify_client_cert ssl_prefer_server_ciphers".split(
    " ",
  ),
  ..."verbose_ssl auth_default_realm auth_worker_max_count mail_attachment_dir mail_attribute_dict plugin".split(
    " ",
  ),
]);

/** Well-known names of which Dovecot 2.3 has none; those that state the version are not among them. */
export const onlyNew: ReadonlySet<string> = new Set([
  ..."mail_driver mail_path mail_inbox_path mail_index_path mail_control_path auth_allow_cleartext".split(
    " ",
  ),
  ..."ssl_server ssl_server_cert_file ssl_server_key_file ssl_server_ca_file ssl_server_dh_file".split(" "),
  ..."ssl_server_alt_cert_file ssl_server_alt_key_file ssl_server_request_client_cert".split(" "),
  ..."ssl_server_prefer_ciphers ssl_client_cert_file ssl_client_key_file auth_default_domain".split(" "),
  ..."passwd_file_path mail_attribute mail_ext_attachment_path".split(" "),
]);

export default defineRule({
  id: "dovecot/mixed-syntax",
  since: "0.1.0",
  severity: "error",
  precision: "very-high",
  cwe: [],
  summary: "Names of Dovecot 2.3 and of 2.4 stand in one configuration.",
  why: `No version understands both, and whichever is installed does not start. Such files come about when a manual for one
version is followed on the other, or when an upgrade stops half-way.`,
  remedy:
    "Write all of it for the version that is installed: `mailint upgrade PATH --target dovecot=2.4` rewrites a tree of 2.3; a tree of 2.4 begins with `dovecot_config_version`.",
  references: [
    {
      title: "Dovecot, upgrading from 2.3 to 2.4",
      url: "https://doc.dovecot.org/latest/installation/upgrade/2.3-to-2.4.html",
    },
  ],
  check(context) {
    for (const system of dovecotSystems(context)) {
      const old = firstOf(system, onlyOld);
      const now = firstOf(system, onlyNew);
      if (old === undefined || now === undefined) continue;
      const [wrong, right] = system.config.version === "2.4" ? [old, now] : [now, old];
      context.report({
        span: wrong.name.span,
        message: `\`${wrong.name.text}\` is a name of Dovecot ${wrong === old ? "2.3" : "2.4"} only, \`${right.name.text}\` of ${right === old ? "2.3" : "2.4"} only, and no version starts with both; ${readAs(system)}`,
        related: [{ span: right.name.span, message: `a name of ${system.config.version}` }],
      });
    }
  },
  examples: [
    {
      title: "a line of 2.4's manual in a tree of 2.3",
      bad: "mail_location = maildir:~/Maildir\n«ssl_server_cert_file» = /etc/ssl/mail.pem\n",
    },
    {
      title: "half of an upgrade",
      version: "2.4",
      bad: `dovecot_config_version = 2.4.1
dovecot_storage_version = 2.4.1
mail_driver = maildir
mail_path = ~/Maildir
«disable_plaintext_auth» = yes
`,
    },
    { title: "2.3 alone", good: "mail_location = maildir:~/Maildir\nssl_cert = </etc/ssl/mail.pem\n" },
    {
      title: "2.4 alone",
      version: "2.4",
      good: `dovecot_config_version = 2.4.1
dovecot_storage_version = 2.4.1
mail_driver = maildir
mail_path = ~/Maildir
ssl_server_cert_file = /etc/ssl/mail.pem
`,
    },
    {
      title: "a key of `plugin { }` may have any name",
      good: "mail_location = maildir:~/Maildir\nplugin {\n  mail_path = 5\n}\n",
      trap: true,
    },
    {
      title: "names that both versions have",
      good: "mail_location = maildir:~/Maildir\nssl_min_protocol = TLSv1.2\nssl_client_ca_file = /etc/ssl/ca.pem\n",
      trap: true,
    },
  ],
});

type Named = Extract<DovecotStatement, { readonly kind: "setting" | "open" }>;

function firstOf({ config }: DovecotSystem, names: ReadonlySet<string>): Named | undefined {
  for (const { statement, scope } of config.statements())
    if ((statement.kind === "setting" || statement.kind === "open") && names.has(statement.name.text))
      if (!scope.includes("plugin")) return statement;
  return undefined;
}

function readAs({ config: { version }, versionFrom }: DovecotSystem): string {
  if (versionFrom === "given") return `the tree is read as ${version}, as asked for`;
  return versionFrom === "file"
    ? `the tree is read as ${version}, as it says itself`
    : `the tree is read as ${version}, as nothing in it says another version (\`dovecot_config_version\` would)`;
}
