#!/bin/sh
# Build Kubernetes' API server from Debian's source package into the user's cache, once; print where it is.
# For Debian 12 and its like; as root if packages are missing. It takes seven minutes on two idle cores, and goes on
# where it was stopped.
set -eu

place="${XDG_CACHE_HOME:-$HOME/.cache}/keysieve-test/kubernetes"
go=1.19

if test -x "$place/kube-apiserver"; then
    echo "$place/kube-apiserver"
    exit 0
fi
command -v apt-get >/dev/null || { echo "kubernetes: the server is built from Debian's packages; this is no Debian" >&2; exit 2; }

missing=
for package in golang-$go-go etcd-server rsync jq make gcc libc6-dev xz-utils; do
    dpkg-query -W -f '${Status}' "$package" 2>/dev/null | grep -q ' installed$' || missing="$missing $package"
done
command -v kubectl >/dev/null || missing="$missing kubernetes-client"
if test -n "$missing"; then
    echo "kubernetes: installing$missing" >&2
    apt-get update -qq >&2
    # shellcheck disable=SC2086 # a list
    DEBIAN_FRONTEND=noninteractive apt-get install -qq -y --no-install-recommends $missing >&2
fi

work="$place/work"
source="$work/gopath/src/k8s.io/kubernetes"
mkdir -p "$work/lists/partial" "$work/parts"
cd "$work"
if ! test -e unpacked; then
    # Lists of our own, so that no file of the system changes.
    echo "deb-src [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] http://deb.debian.org/debian bookworm main" >parts/source.list
    set -- -o Dir::Etc::sourcelist=/dev/null -o Dir::Etc::sourceparts="$work/parts" -o Dir::State::lists="$work/lists" \
        -o Dir::Cache::pkgcache= -o Dir::Cache::srcpkgcache= -o APT::Sandbox::User=root
    echo "kubernetes: fetching the source" >&2
    apt-get -qq "$@" update >&2
    apt-get -qq "$@" source --download-only kubernetes >&2
    rm -rf "$source"
    mkdir -p "$source"
    tar -x -f "$(ls kubernetes_*.orig.tar.*)" -C "$source" --strip-components 1
    touch unpacked
fi
echo "kubernetes: building the API server; $work/build.log says how far it is" >&2
cd "$source"
GOPATH="$work/gopath" GOCACHE="$work/gocache" GO111MODULE=off GOPROXY=off GOFLAGS= PATH="/usr/lib/go-$go/bin:$PATH" \
    nice -n 19 make WHAT=cmd/kube-apiserver >"$work/build.log" 2>&1 || { tail -n 30 "$work/build.log" >&2; exit 2; }
mv "$(find "$source/_output" -type f -name kube-apiserver -perm -u+x | head -n 1)" "$place/kube-apiserver"
cd "$place"
rm -rf "$work"
echo "$place/kube-apiserver"
