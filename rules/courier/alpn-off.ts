import { ownEntry } from "../../src/own-entry.ts";
import { defineRule, rfc } from "../../src/rule.ts";
import type { SourceFile, Span } from "../../src/source.ts";
import { courierSystems, replaceFix } from "../../src/vocabulary.ts";

const protocols: Readonly<Record<string, string>> = { "imapd-ssl": "imap", "pop3d-ssl": "pop3" };

/** Only a release whose files describe the variable reads it: the line that is commented out, else its heading. */
function placeOf(file: SourceFile): { readonly span: Span; readonly commented: boolean } | undefined {
  const heading = /^##NAME: TLS_ALPN:.*$/m.exec(file.text);
  if (heading === null) return undefined;
  const found = /^#[ \t]*TLS_ALPN=.*$/m.exec(file.text) ?? heading;
  const span = { file, start: found.index, end: found.index + found[0].length };
  return { span, commented: found !== heading };
}

export default defineRule({
  id: "courier/alpn-off",
  since: "0.1.0",
  severity: "note",
  securitySeverity: 3.1,
  precision: "high",
  cwe: [441],
  summary: "TLS does not say which protocol is spoken inside.",
  why: `Without ALPN a client can be led to another server that has the same certificate, a web server's session to the
mail server for example, and what was meant for the one is taken by the other. The shipped files switch it on.`,
  remedy: "Write `TLS_ALPN=imap` in `imapd-ssl` and `TLS_ALPN=pop3` in `pop3d-ssl`.",
  references: [
    rfc(7301),
    rfc(9325, "3.7"),
    { title: "ALPACA attack", url: "https://alpaca-attack.com/" },
    { title: "imapd-ssl, TLS_ALPN", url: "https://www.courier-mta.org/imap/imapd.html" },
  ],
  check(context) {
    for (const { config } of courierSystems(context))
      for (const instance of config.instances) {
        const protocol = ownEntry(protocols, instance.name);
        const found = instance.get("TLS_ALPN");
        if (protocol === undefined || instance.origin.kind !== "file") continue;
        if (found !== undefined && (found.unknown || found.value !== "")) continue;
        const place = placeOf(instance.origin.span.file);
        if (place === undefined) continue;
        context.report({
          span: place.span,
          message: `\`TLS_ALPN\` is not set: a session meant for another server with this certificate is taken here; write \`TLS_ALPN=${protocol}\``,
          ...(place.commented
            ? { fix: replaceFix("switch ALPN on", place.span, `TLS_ALPN=${protocol}`) }
            : {}),
          about: { setting: "TLS_ALPN", scope: [instance.name] },
        });
      }
  },
  examples: [
    {
      title: "commented out",
      files: {
        "courier/imapd": "",
        "courier/imapd-ssl":
          "##NAME: TLS_ALPN:0\n#\n# Application level protocol negotiation\n\n«#TLS_ALPN=imap»\n",
      },
      fixedFiles: {
        "courier/imapd-ssl":
          "##NAME: TLS_ALPN:0\n#\n# Application level protocol negotiation\n\nTLS_ALPN=imap\n",
      },
    },
    {
      title: "as shipped",
      files: { "courier/imapd": "", "courier/imapd-ssl": "##NAME: TLS_ALPN:0\n\nTLS_ALPN=imap\n" },
    },
    {
      title: "a release that has no such variable",
      files: { "courier/imapd": "", "courier/imapd-ssl": "##NAME: TLS_CACHEFILE:0\n\nSSLPORT=993\n" },
      trap: true,
    },
  ],
});
