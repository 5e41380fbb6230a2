import { defineRule } from "../../src/rule.ts";
import type { Span } from "../../src/source.ts";
import { touching } from "../../src/touching.ts";
import { deleteLinesFix, dovecotSystems } from "../../src/vocabulary.ts";

/** Settings of the master process, which asks for no protocol, address or name: `master_setting_parser_info`. */
const ofMaster = new Set([
  "protocols",
  "listen",
  "default_process_limit",
  "default_client_limit",
  "default_idle_kill",
  "default_idle_kill_interval",
  "default_vsz_limit",
  "default_login_user",
  "default_internal_user",
  "default_internal_group",
]);

/** Blocks that hold for some clients only. In `protocol !imap` the master process counts as another protocol. */
const narrowing = /^(protocol (?!!)|local |local_name |remote )/;

export default defineRule({
  id: "wrong-section",
  since: "0.1.0",
  severity: "warning",
  securitySeverity: 3,
  precision: "high",
  cwe: [16],
  summary: "A setting of the whole server stands in a block for some clients, where nobody reads it.",
  why: `Which ports are open and how many processes run, Dovecot's master process decides before a client comes: it reads
the settings that hold for everybody. In a \`protocol\`, \`local\`, \`local_name\` or \`remote\` block they are accepted and have no effect.`,
  remedy:
    "Write the setting outside of the block; what is to differ by protocol belongs into that protocol's `service`.",
  references: [
    {
      title: "Dovecot, configuration syntax",
      url: "https://doc.dovecot.org/latest/core/settings/syntax.html",
    },
    {
      title: "Dovecot, service configuration",
      url: "https://doc.dovecot.org/latest/core/config/service.html",
    },
  ],
  check(context) {
    for (const system of dovecotSystems(context)) {
      let faulty: ((span: Span) => boolean) | undefined;
      for (const { statement, scope } of system.config.statements()) {
        const block = scope.findLast((one) => narrowing.test(one));
        if (block === undefined || (statement.kind !== "setting" && statement.kind !== "open")) continue;
        const name = statement.name.text;
        const isService = statement.kind === "open" && name === "service";
        if (!isService && (!ofMaster.has(name) || scope.at(-1) !== block)) continue;
        // Something else is wrong with the line, such as an obsolete form that the daemon converts.
        faulty ??= touching(system.problems.map(({ span }) => span));
        if (faulty(statement.span)) continue;
        const what = isService ? `service ${statement.label?.text ?? ""}`.trimEnd() : name;
        context.report({
          span: statement.name.span,
          message: `\`${what}\` in \`${block}\` has no effect: the master process reads it outside of such blocks only; move it out`,
          ...(isService ? {} : { fix: deleteLinesFix("take out what has no effect", statement.span) }),
          about: { setting: name, scope },
        });
      }
    }
  },
  examples: [
    {
      title: "protocols by network",
      bad: `remote 10.0.0.0/8 {
  «protocols» = imap pop3
}
`,
      fixed: "remote 10.0.0.0/8 {\n}\n",
    },
    {
      title: "a service by protocol",
      bad: `protocol imap {
  «service» imap-login {
    process_limit = 500
  }
}
`,
    },
    {
      title: "addresses by protocol, in Dovecot 2.4",
      version: "2.4",
      bad: `dovecot_config_version = 2.4.1
dovecot_storage_version = 2.4.1
protocol imap {
  «listen» = 127.0.0.1
  mail_max_userip_connections = 20
}
`,
      fixed: `dovecot_config_version = 2.4.1
dovecot_storage_version = 2.4.1
protocol imap {
  mail_max_userip_connections = 20
}
`,
    },
    {
      title: "where the master process reads it",
      good: `protocols = imap pop3
service imap-login {
  process_limit = 500
}
`,
    },
    {
      title: "where the master process reads it, in Dovecot 2.4",
      version: "2.4",
      good: `dovecot_config_version = 2.4.1
dovecot_storage_version = 2.4.1
listen = 127.0.0.1
protocol imap {
  mail_max_userip_connections = 20
}
`,
    },
    {
      title: "settings of the login process may differ by network",
      good: `remote 10.0.0.0/8 {
  disable_plaintext_auth = no
  ssl = no
}
`,
      trap: true,
    },
    {
      title: "the master process is another protocol than IMAP",
      good: `protocol !imap {
  default_process_limit = 200
}
`,
      trap: true,
    },
  ],
});
