#!/bin/bash
# Unpacks Microsoft's SARIF Multitool, the judge of test/oracle/sarif-multitool.test.ts, from its npm package.
#
#   bash scripts/sarif-multitool.sh        (x86-64 Linux; MAILINT_ORACLES names another place than /opt/mailint-oracles)
#
# 108 MB, so it is no development dependency that every `npm ci` would bring. The package is known by its digest, and
# none of its scripts runs. A second run ends at once.
set -euo pipefail

PACKAGE=@microsoft/sarif-multitool-linux@5.7.0
SHA512=37151ba6ae884825a84d0fcd7ce604c040caab51de91afeb3282794792ccc9d7006505ff5fb8399961dc8310ee6fed0cd3b2c2f7ab59e4b647bc5d50cb78234c
BASE=${MAILINT_ORACLES:-/opt/mailint-oracles}
ROOT=$BASE/sarif-multitool

say() { printf 'sarif-multitool: %s\n' "$*"; }

if [ "$(cat "$ROOT/.stamp" 2>/dev/null)" = "$SHA512" ]; then
  say "up to date in $ROOT"
  exit 0
fi
mkdir -p "$BASE"
WORK=$(mktemp -d "$BASE/.work.XXXXXX")
trap 'rm -rf "$WORK"' EXIT
cd "$WORK"
npm pack --silent "$PACKAGE" >/dev/null
file=$(echo ./*.tgz)
echo "$SHA512  $file" | sha512sum --check --status || {
  say "$PACKAGE has another digest than it should" >&2
  exit 1
}
tar -xzf "$file"
chmod 755 package/Sarif.Multitool
DOTNET_SYSTEM_GLOBALIZATION_INVARIANT=1 package/Sarif.Multitool --version >/dev/null 2>&1 || {
  say "it does not run here" >&2
  exit 1
}
echo "$SHA512" >package/.stamp
rm -rf "$ROOT"
mv package "$ROOT"
say "ready in $ROOT"
