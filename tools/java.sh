#!/usr/bin/env bash
# What Spark runs on: Debian's Java, installed when there is none and we are root.
set -euo pipefail

if [ -n "${JAVA_HOME:-}" ] || command -v java >/dev/null; then exit 0; fi
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
  printf '\033[1m▸ Java is missing: apt-get install openjdk-17-jre-headless\033[0m\n' >&2
  apt-get update -qq
  DEBIAN_FRONTEND=noninteractive apt-get install -qq -y --no-install-recommends openjdk-17-jre-headless >/dev/null
  exit 0
fi
echo "Spark needs Java 17 or newer: apt-get install openjdk-17-jre-headless" >&2
exit 1
