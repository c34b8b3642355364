# SPDX-License-Identifier: GPL-2.0-or-later
# For exercises and live tests, to be sourced: a package from what is installed of it.

# The package as it is installed here, as a .deb: what an upgrade goes through does not ask whether the version is another one.
repack() {
        tree=$(mktemp -d) into=$2
        mkdir "$tree/DEBIAN"
        dpkg-query -L "$1" | while read -r path; do
                # /lib and its kin are links here, and directories in packages
                if [ -h "$path" ] && [ -d "$path" ] && [ "${path%/*}" = "" ]; then
                        mkdir -p "$tree$path"
                elif [ -h "$path" ] || [ -f "$path" ]; then
                        mkdir -p "$tree${path%/*}"
                        cp -a "$path" "$tree$path"
                elif [ -d "$path" ] && [ "$path" != /. ]; then
                        mkdir -p "$tree$path"
                        chmod --reference="$path" "$tree$path"
                        chown --reference="$path" "$tree$path"
                fi
        done
        for part in preinst postinst prerm postrm config templates triggers conffiles; do
                for file in "/var/lib/dpkg/info/$1.$part" "/var/lib/dpkg/info/$1:$(dpkg --print-architecture).$part"; do
                        [ ! -e "$file" ] || cp "$file" "$tree/DEBIAN/$part"
                done
        done
        dpkg-query -s "$1" | awk '/^[^ ]/ { keep = !/^(Status|Conffiles|Config-Version):/ } keep' >"$tree/DEBIAN/control"
        # what an admin removed is no longer a part of it
        if [ -e "$tree/DEBIAN/conffiles" ]; then
                while read -r path; do [ ! -e "$tree$path" ] || echo "$path"; done <"$tree/DEBIAN/conffiles" >"$tree/kept"
                mv "$tree/kept" "$tree/DEBIAN/conffiles"
        fi
        dpkg-deb --build "$tree" "$into" >/dev/null
        rm -r "$tree"
}
