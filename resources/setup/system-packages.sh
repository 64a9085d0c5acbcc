#!/usr/bin/env bash
# The system packages that the tests in real windows and browsers need, on Debian and Ubuntu; and libjpeg-turbo's headers, with which
# photographs are decoded twice as fast (resources/setup/pixels.mjs); and what reads exported figures back.
#
#   system-packages.sh           installs those that are missing; needs root
#   system-packages.sh --check   prints those that are missing, one a line; exit code 1 when there are any
set -euo pipefail

packages=(
  xvfb xauth libgtk-3-0 libnss3 libasound2 libgbm1 libxss1 libxtst6 libatspi2.0-0 libdrm2 libnotify4 libsecret-1-0
  chromium fonts-dejavu-core
  libjpeg-dev
  poppler-utils librsvg2-bin
)

is_installed() {
  [[ "$(dpkg-query --show --showformat='${db:Status-Status}' "$1" 2>/dev/null)" == installed ]]
}

# Releases from 2024 on renamed libraries whose time type grew: libgtk-3-0 is libgtk-3-0t64 there.
missing=()
for package in "${packages[@]}"; do
  is_installed "$package" || is_installed "${package}t64" || missing+=("$package")
done

if [[ ${1:-} == --check ]]; then
  ((${#missing[@]} == 0)) && exit 0
  printf '%s\n' "${missing[@]}"
  exit 1
fi
((${#missing[@]} == 0)) && exit 0

if [[ $EUID -ne 0 ]]; then
  echo "dartboard: These system packages are missing: ${missing[*]}. Install them with: sudo bash $0" >&2
  exit 1
fi

has_candidate() {
  [[ "$(apt-cache policy "$1" 2>/dev/null)" =~ Candidate:\ [^\(] ]]
}

options=(-o DPkg::Lock::Timeout=300 -o Acquire::Retries=2 -qq)
apt-get "${options[@]}" update
wanted=()
for package in "${missing[@]}"; do
  if has_candidate "$package"; then
    wanted+=("$package")
  elif has_candidate "${package}t64"; then
    wanted+=("${package}t64")
  else
    echo "dartboard: This release has no package $package." >&2
  fi
done
((${#wanted[@]} == 0)) && exit 0
DEBIAN_FRONTEND=noninteractive apt-get "${options[@]}" install --yes --no-install-recommends "${wanted[@]}"
