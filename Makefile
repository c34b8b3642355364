# SPDX-License-Identifier: GPL-2.0-or-later
# A thin front to meson, for hands that type make. What each target does is in the script or the meson.build that it calls.
BUILD ?= build
PREFIX ?= /usr/local
FUZZ_SECONDS ?= 300
MESON_FLAGS ?=

all:
	@test -e $(BUILD)/build.ninja || meson setup $(BUILD) --prefix=$(PREFIX) $(MESON_FLAGS)
	@ninja -C $(BUILD)

deps:
	@tools/deps.sh

test: all
	@meson test -C $(BUILD) --no-rebuild --suite unit --suite lint --print-errorlogs

test-live: all
	@meson test -C $(BUILD) --no-rebuild --suite live --print-errorlogs

test-sanitize:
	@test -e $(BUILD)-sanitize/build.ninja || \
		meson setup $(BUILD)-sanitize -Db_sanitize=address,undefined -Db_lundef=false $(MESON_FLAGS)
	@ninja -C $(BUILD)-sanitize
	@ASAN_OPTIONS=detect_leaks=1 UBSAN_OPTIONS=halt_on_error=1:print_stacktrace=1 MALFORMED_SECONDS=200 \
		meson test -C $(BUILD)-sanitize --no-rebuild --suite unit -t 5 --print-errorlogs

corpus: all
	@tools/corpus.sh $(BUILD)/unitlock
	@meson test -C $(BUILD) --no-rebuild --suite live --print-errorlogs live-corpus-bookworm live-corpus-trixie live-corpus-forky
	@grep -h 'equal$$' $(BUILD)/meson-logs/testlog.txt

lint-corpus: all
	@UNITLOCK=$(abspath $(BUILD))/unitlock SUITE=trixie sh test/live/lint-corpus.sh

# The whole matrix under one systemd, or all (SUITES=trixie), and its table in docs/: a few minutes each.
SUITES ?= bookworm trixie forky
conformance: all
	@BUILD=$(BUILD) tools/conformance.sh $(SUITES)

# What an intruder could do in some services, before and after learn: the table in docs/probe.md. UNITS="cron ssh" for some.
probe-table: all
	@BUILD=$(abspath $(BUILD)) tools/probe-table.sh

# All shipped profiles on two releases, and the table in docs/PROFILES.md: about a minute for each and release. PROFILES="nginx named"
# for some.
profiles: all
	@BUILD=$(BUILD) tools/profiles.sh

# What watches in the kernel, under kernels of Debian's: needs qemu, see docs/HOWTO-test.md. Some of them: KERNELS=trixie KERNEL_TESTS=why
kernels: all
	@BUILD=$(BUILD) KERNELS="$(KERNELS)" KERNEL_TESTS="$(KERNEL_TESTS)" tools/kernels.sh

# All cells of the matrices of mail, of names and of PAM. Some minutes for each release.
matrix: all
	@for suite in $(SUITES); do \
		SUITE=$$suite PROVIDERS=all UNITLOCK=$(abspath $(BUILD))/unitlock sh test/live/mail-matrix.sh && \
		SUITE=$$suite LABS=all UNITLOCK=$(abspath $(BUILD))/unitlock sh test/live/name-matrix.sh || exit 1; done

bench: all
	@BUILD=$(BUILD) test/bench.sh
	@BUILD=$(BUILD) test/bench-score.sh
	@BUILD=$(BUILD) test/bench-generator.sh

fuzz:
	@BUILD=$(BUILD)-fuzz FUZZ_SECONDS=$(FUZZ_SECONDS) tools/fuzz.sh

lint: all
	@BUILD=$(BUILD) tools/lint.sh

install:
	@test -e $(BUILD)/build.ninja || meson setup $(BUILD) --prefix=$(PREFIX) $(MESON_FLAGS)
	@meson configure $(BUILD) --prefix=$(PREFIX)
	@meson install -C $(BUILD) $(if $(DESTDIR),--destdir=$(abspath $(DESTDIR)))

clean:
	rm -rf $(BUILD) $(BUILD)-sanitize $(BUILD)-fuzz

.PHONY: all corpus lint-corpus deps test test-live test-sanitize conformance probe-table profiles kernels matrix bench fuzz lint install clean
