#!/bin/sh
# Installs the program from its unpacked folder, or takes it away again.
#
#   ./install.sh [PREFIX]             to PREFIX/bin, PREFIX/lib/siamface and PREFIX/share; PREFIX is ~/.local unless it is given
#   ./install.sh --remove [PREFIX]    removes what it has put there
#
# DESTDIR=/folder puts everything below that folder, for those who make packages.
set -eu
cd "$(dirname "$0")"
remove=
if [ "${1:-}" = --remove ]; then
	remove=1
	shift
fi
prefix=${1:-$HOME/.local}
case $prefix in
/*) ;;
*) echo "install.sh: PREFIX must be an absolute path, such as /usr/local" >&2; exit 2 ;;
esac
target=${DESTDIR:-}$prefix

list() { find bin lib share ! -type d; }

# Desktops learn of entries, kinds of files and icons from lists that are made anew.
renew() {
	[ -z "${DESTDIR:-}" ] || return 0
	update-desktop-database -q "$target/share/applications" 2>/dev/null || true
	update-mime-database "$target/share/mime" 2>/dev/null || true
	gtk-update-icon-cache -q -t "$target/share/icons/hicolor" 2>/dev/null || true
}

if [ -n "$remove" ]; then
	list | while read -r file; do rm -f "$target/$file"; done
	find "$target/lib/siamface" "$target/share/doc/siamface" -depth -type d -exec rmdir {} + 2>/dev/null || true
	renew
	echo "Siamface is removed from $target."
	exit 0
fi
mkdir -p "$target"
cp -R --no-preserve=ownership bin lib share "$target/" 2>/dev/null || {
	echo "install.sh: can't write to $target; for all users call it as root, for yourself without PREFIX" >&2
	exit 1
}
renew
echo "Siamface is installed: $prefix/bin/siamface"
