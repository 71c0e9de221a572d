#!/usr/bin/env bash
# Gets what the browser tests need: Chromium, and a font with Chinese characters. Says so plainly where it cannot.
set -u
have_browser() { command -v chromium >/dev/null || command -v chromium-browser >/dev/null || command -v google-chrome >/dev/null; }
have_font() { command -v fc-list >/dev/null && [ -n "$(fc-list :lang=zh 2>/dev/null | head -n 1)" ]; }
have_browser && have_font && exit 0
if command -v apt-get >/dev/null && [ "$(id -u)" = 0 ]; then
  echo "installing Chromium and a Chinese font …"
  export DEBIAN_FRONTEND=noninteractive
  apt-get update -qq && apt-get install -y -qq --no-install-recommends chromium fonts-noto-cjk fontconfig >/dev/null
fi
have_browser && have_font && exit 0
echo "The browser tests need Chromium and a Chinese font; they will be skipped. On Debian: sudo apt-get install chromium fonts-noto-cjk"
