#!/bin/sh
# Bundles the checks of the page's modules and runs them:
# units.sh DEMARCHE SOURCES FOLDER. Ends with 77 where a tool is missing.
set -eu

for tool in esbuild node; do
    if ! command -v "$tool" >/dev/null; then
        echo "skipped: $tool is not installed"
        exit 77
    fi
done

esbuild "$2/tests/page/units.ts" --bundle --platform=node \
    --log-level=warning --outfile="$3/units.js"
exec node "$3/units.js" "$1" "$2"
