#!/usr/bin/env bash
# The browser of the page tests: Debian's Chromium with Chinese fonts, installed when it is missing and we are root.
set -euo pipefail

if command -v chromium >/dev/null && fc-list :lang=zh 2>/dev/null | grep -q .; then exit 0; fi
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
  printf '\033[1m▸ chromium or a Chinese font is missing: apt-get install\033[0m\n' >&2
  apt-get update -qq
  DEBIAN_FRONTEND=noninteractive apt-get install -qq -y --no-install-recommends chromium fonts-noto-cjk fontconfig >/dev/null
  exit 0
fi
echo "The page tests need Chromium and a Chinese font: apt-get install chromium fonts-noto-cjk" >&2
exit 1
