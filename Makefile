# SPDX-License-Identifier: MIT
#
# counterweight: the program, the library, their tests.
#
#   CONFIG     release (default), asan, ubsan, tsan, fuzz, coverage, lint: objects lie in build/CONFIG/
#   CC CFLAGS CPPFLAGS LDFLAGS    as everywhere; what the code needs is added to them
#   prefix bindir libdir includedir DESTDIR    as in the GNU standards; PREFIX is another spelling of prefix
#   STATIC     no: archives are not linked into the program, it looks for all its libraries when it starts
#   V=1        shows the commands
#
# Sources are found by wildcard: a new file needs no line here.

CONFIG  ?= release
comma   := ,
VERSION := $(shell sed -n 's/^.define CW_VERSION_STRING "\(.*\)"/\1/p' include/counterweight.h)
SOMAJOR := $(firstword $(subst ., ,$(VERSION)))

PREFIX       ?= /usr/local
prefix       ?= $(PREFIX)
exec_prefix  ?= $(prefix)
bindir       ?= $(exec_prefix)/bin
libdir       ?= $(exec_prefix)/lib
includedir   ?= $(prefix)/include
pkgconfigdir ?= $(libdir)/pkgconfig
datarootdir  ?= $(prefix)/share
SHARED_PAGES := man/man1/counterweight.1 bash-completion/completions/counterweight \
                zsh/site-functions/_counterweight fish/vendor_completions.d/counterweight.fish
INSTALL      ?= install
PYTHON       ?= python3
# Where that Python looks for packages under prefix, else a folder for PYTHONPATH.
pythondir    ?= $(or $(shell $(PYTHON) -c 'import sys; print(next((p for p in sys.path if p.startswith("$(prefix)/lib/") and \
                  p.endswith("-packages")), ""))' 2>/dev/null),$(libdir)/python3/dist-packages)
PYTHON_FILES := $(notdir $(wildcard tools/python/counterweight/*.py)) py.typed

# ---- flags -----------------------------------------------------------------------------------------------------

ifeq ($(origin CC),default)
CC := $(if $(filter tsan fuzz lint,$(CONFIG)),clang,gcc)
endif
CXX := $(if $(filter clang%,$(CC)),clang++,g++)

OPT_release := -O2 -g
OPT_asan    := -O1 -g -fno-omit-frame-pointer -fsanitize=address
OPT_ubsan   := -O1 -g -fno-omit-frame-pointer -fsanitize=undefined -fno-sanitize-recover=all
OPT_tsan    := -O1 -g -fno-omit-frame-pointer -fsanitize=thread
OPT_fuzz    := -O1 -g -fno-omit-frame-pointer -fsanitize=address,undefined -fsanitize=fuzzer-no-link \
               -fno-sanitize-recover=all
OPT_coverage := -O0 -g --coverage
# Everything clang can say, without what C11 with GNU extensions cannot heed, and without matters of taste.
OPT_lint    := -O1 -Weverything -Wno-padded -Wno-declaration-after-statement -Wno-disabled-macro-expansion \
               -Wno-covered-switch-default -Wno-switch-enum -Wno-gnu-zero-variadic-macro-arguments \
               -Wno-reserved-identifier -Wno-reserved-macro-identifier -Wno-cast-align -Wno-documentation \
               -Wno-documentation-unknown-command -Wno-float-equal -Wno-atomic-implicit-seq-cst -Wno-vla -Wno-bad-function-cast \
               -Wno-c++98-compat -Wno-double-promotion -Wno-comma \
               -Wno-used-but-marked-unused
ifeq ($(OPT_$(CONFIG)),)
$(error there is no CONFIG '$(CONFIG)': use release, asan, ubsan, tsan, fuzz, coverage or lint)
endif

WARN := -Wall -Wextra -Wshadow -Wconversion -Wsign-conversion -Wstrict-prototypes -Wmissing-prototypes -Wvla \
        -Wcast-qual -Wwrite-strings -Wundef -Wformat=2 -Werror

PKGS       := libzstd libxxhash libisal liblz4 libbrotlidec jansson yaml-0.1
PKG_CONFIG ?= pkg-config
PKG_CFLAGS := $(shell $(PKG_CONFIG) --cflags $(PKGS) 2>/dev/null)
PKG_LIBS   := $(or $(shell $(PKG_CONFIG) --libs $(PKGS) 2>/dev/null),\
              -lzstd -lxxhash -lisal -llz4 -lbrotlidec -ljansson -lyaml)
TEST_LIBS  := $(or $(shell $(PKG_CONFIG) --libs criterion 2>/dev/null),-lcriterion)
# Whose decoder ours is held against.
FUZZ_LIBS  := $(or $(shell $(PKG_CONFIG) --libs snappy 2>/dev/null),-lsnappy)

CFLAGS   ?=
BASE_CFLAGS := -std=c11 -D_GNU_SOURCE -ffp-contract=off -Iinclude -Isrc $(PKG_CFLAGS) $(OPT_$(CONFIG)) \
               -fPIC -fvisibility=hidden -pthread
ALL_CFLAGS   = $(BASE_CFLAGS) $(WARN) $(CPPFLAGS) $(CFLAGS)
LINK_FLAGS   = $(OPT_$(CONFIG)) $(CFLAGS) $(LDFLAGS) -fopenmp -pthread -Wl,--as-needed
LINK         = $(CC) $(LINK_FLAGS)
# Open MPI's wrapper and MPICH's heed different variables for the compiler that they wrap.
MPICC       ?= mpicc
MPI_CC       = OMPI_CC='$(CC)' MPICH_CC='$(CC)' $(MPICC)
LIBS        := $(PKG_LIBS) -lm
# The program has in it what there are archives of: to look for nine libraries more takes a quarter of the time in which it counts a
# small file.  Not where libraries are said to lie elsewhere than usual, for the archive found might be of another version.
STATIC      ?= $(if $(filter-out release,$(CONFIG))$(filter -L%,$(PKG_LIBS) $(CFLAGS) $(LDFLAGS)),no,yes)
ARCHIVED    := $(filter -l%,$(PKG_LIBS)) -lbrotlicommon $(if $(findstring clang,$(CC)),,-lgomp)
archive_of   = $(or $(filter /%,$(shell $(CC) $(CFLAGS) -print-file-name=lib$(1:-l%=%).a)),$1)
PROG_LIBS    = $(if $(filter yes,$(STATIC)),$(foreach l,$(ARCHIVED),$(call archive_of,$l)) -lm,$(LIBS))

# ---- files -----------------------------------------------------------------------------------------------------

B   := build/$(CONFIG)
# What people use lies at the top of build/; other configurations keep to their own folder.
OUT := $(if $(filter release,$(CONFIG)),build,$(B))

LIB_SRCS  := $(filter-out src/cli/% src/cluster/%,$(wildcard src/*.c src/*/*.c src/*/*/*.c))
CLI_SRCS  := $(wildcard src/cli/*.c)
# Of counterweight-mpi only; what knows MPI is called mpi_*.
CLUSTER_SRCS := $(wildcard src/cluster/*.c)
TEST_SRCS := $(wildcard $(foreach d,unit kernels sweep fault data,tests/$(d)/*.c))
FUZZ_SRCS := $(wildcard tests/fuzz/fuzz_*.c)
# Criterion's sandbox and the thread sanitizer want the same addresses.
ifeq ($(CONFIG),tsan)
TEST_SRCS += tests/tsan/runner.c
TEST_LIBS :=
$(B)/tests/%.o: ALL_CFLAGS += -Itests/tsan
endif
BENCH_SRCS := $(wildcard bench/*.c)
SYNTH_SRCS := $(wildcard tools/synth/*.c)

obj = $(patsubst %.c,$(B)/%.o,$(1))
LIB_OBJS := $(call obj,$(LIB_SRCS))
CLI_OBJS := $(call obj,$(CLI_SRCS))
CLUSTER_OBJS := $(call obj,$(filter-out src/cluster/mpi_%,$(CLUSTER_SRCS)))
MPI_OBJS := $(call obj,$(CLUSTER_SRCS)) $(filter-out %/main.o,$(CLI_OBJS))
TEST_OBJS := $(call obj,$(TEST_SRCS)) $(CLUSTER_OBJS)
SYNTH_OBJS := $(call obj,$(SYNTH_SRCS))

LIB_A  := $(OUT)/libcounterweight.a
LIB_SO := $(OUT)/libcounterweight.so
SONAME := libcounterweight.so.$(SOMAJOR)
PROG   := $(if $(CLI_SRCS),$(OUT)/counterweight)
MPI_PROG := $(OUT)/counterweight-mpi
PC     := $(OUT)/counterweight.pc
SYNTH  := $(OUT)/synth
UNIT   := $(if $(TEST_SRCS),$(B)/unit-tests)
REPLAY := $(patsubst tests/fuzz/%.c,$(B)/replay/%,$(FUZZ_SRCS))
FUZZ   := $(patsubst tests/fuzz/%.c,$(B)/%,$(FUZZ_SRCS))
# Writers and readers of the same formats: tests and benchmark hold ours against theirs.
NPM_PEERS := @duckdb/node-api@1.5.6-r.1 @huggingface/hub@2.17.5 apache-arrow@21.2.0 hyparquet-writer@0.17.0 parquet-wasm@0.8.0
BENCHES := $(patsubst bench/%.c,$(B)/bench-%,$(BENCH_SRCS))

ifeq ($(V),1)
say = @:
Q   :=
else
say = @printf '  %-5s %s\n' $(1) $(2)
Q   := @
endif
# On all cores, unless the user said how many.
JOBS    = $(if $(filter -j% --jobserver%,$(MAKEFLAGS)),,-j$(shell nproc 2>/dev/null || echo 2))
SUBMAKE = @+$(MAKE) --no-print-directory $(JOBS)

.SUFFIXES:
.DELETE_ON_ERROR:
.DEFAULT_GOAL := all
.PHONY: all lib help demo test test-peers bench bench-peers bench-scaling bench-python bench-billion asan ubsan tsan coverage fuzz lint format install \
        uninstall clean distclean have-tools run-demo run-tests run-fuzz run-lint run-bench FORCE

# ---- for people ------------------------------------------------------------------------------------------------

help: ## this list
	@awk -F ':.*## ' '/^[a-z -]+:.*## / { printf "  make %-14s %s\n", $$1, $$2 }' Makefile

all: lib $(PROG) ## the program (build/counterweight) and the library, static and shared

lib: $(LIB_A) $(LIB_SO) $(PC)

demo: ## install what is missing, build, make a corpus of 200 million labels, weigh it
	@tools/install-deps build
	$(SUBMAKE) CONFIG=release run-demo

mpi: ## install an MPI if there is none, build build/counterweight-mpi
	@tools/install-deps build mpi
	$(SUBMAKE) $(MPI_PROG)

test-mpi: ## the tests of counterweight-mpi, on 1, 2, 3 and 5 ranks
	@tools/install-deps build test mpi
	$(SUBMAKE) run-test-mpi

test: ## install what is missing, build, run all tests
	@tools/install-deps build test
	$(SUBMAKE) run-tests

bench: ## time every format against its bound and its peers (BENCH_SCALE=0.1 for a short one)
	@tools/install-deps build bench
	$(SUBMAKE) CONFIG=release run-bench

bench-peers: ## install what the benchmark is held against: packages, and from npm into build/bench/node
	@tools/install-deps peers
	npm install --prefix build/bench/node --no-audit --no-fund $(NPM_PEERS)

test-peers: bench-peers ## install them, and run the tests of what they write and read
	@tools/install-deps build test
	@tools/install-deps torch || echo 'without PyTorch its recipes are skipped'
	$(SUBMAKE) CONFIG=release all $(SYNTH)
	@tests/run release peers

bench-scaling: ## two threads beside one, many files beside one, the start, --cache, MPI
	@tools/install-deps build bench
	$(SUBMAKE) CONFIG=release run-bench BENCH_ARGS=--scaling

bench-python: ## class_weights(path) beside the loop that it replaces
	@tools/install-deps build bench
	$(SUBMAKE) CONFIG=release run-bench BENCH_ARGS=--python

bench-billion: ## peak private memory and time on a corpus of a billion labels
	@tools/install-deps build bench
	$(SUBMAKE) CONFIG=release run-bench BENCH_ARGS=--billion

asan ubsan: ## the tests under a sanitizer: addresses and leaks, undefined behaviour
	@tools/install-deps build test
	$(SUBMAKE) CONFIG=$@ run-tests

tsan: ## the tests under the thread sanitizer (clang, libomp, Archer)
	@tools/install-deps build test clang tsan
	$(SUBMAKE) CONFIG=tsan run-tests

coverage: ## which lines of src/ the tests run
	@tools/install-deps build test
	$(SUBMAKE) CONFIG=coverage run-tests
	@tools/coverage

fuzz: ## fuzz each parser for FUZZ_SECONDS (60)
	@tools/install-deps build clang
	$(SUBMAKE) CONFIG=fuzz run-fuzz

lint: ## clang with nearly every warning, clang-tidy, cppcheck, shellcheck, mypy, format
	@tools/install-deps build clang tsan lint
	$(SUBMAKE) CONFIG=lint run-lint

format: ## lay the C files out as .clang-format says
	@tools/install-deps lint
	@tools/check-format --fix

install: all ## install under DESTDIR and prefix (/usr/local)
	$(INSTALL) -d '$(DESTDIR)$(bindir)' '$(DESTDIR)$(libdir)' '$(DESTDIR)$(includedir)' '$(DESTDIR)$(pkgconfigdir)'
	$(if $(PROG),$(INSTALL) -m 755 $(PROG) '$(DESTDIR)$(bindir)/counterweight')
	$(if $(wildcard $(MPI_PROG)),$(INSTALL) -m 755 $(MPI_PROG) '$(DESTDIR)$(bindir)/counterweight-mpi')
	$(INSTALL) -m 644 include/counterweight.h '$(DESTDIR)$(includedir)/counterweight.h'
	$(INSTALL) -m 644 $(LIB_A) '$(DESTDIR)$(libdir)/libcounterweight.a'
	$(INSTALL) -m 755 $(LIB_SO) '$(DESTDIR)$(libdir)/libcounterweight.so.$(VERSION)'
	ln -sf libcounterweight.so.$(VERSION) '$(DESTDIR)$(libdir)/$(SONAME)'
	ln -sf $(SONAME) '$(DESTDIR)$(libdir)/libcounterweight.so'
	$(INSTALL) -m 644 $(PC) '$(DESTDIR)$(pkgconfigdir)/counterweight.pc'
	$(INSTALL) -d '$(DESTDIR)$(pythondir)/counterweight'
	$(INSTALL) -m 644 $(addprefix tools/python/counterweight/,$(PYTHON_FILES)) '$(DESTDIR)$(pythondir)/counterweight'
	printf '# Written by make install.\nLIBRARY = "%s"\n' '$(libdir)/$(SONAME)' >'$(DESTDIR)$(pythondir)/counterweight/_installed.py'
	$(if $(PROG),tools/man/generate $(PROG) '$(DESTDIR)$(datarootdir)')

uninstall: ## remove what `install` put there
	rm -f '$(DESTDIR)$(bindir)/counterweight' '$(DESTDIR)$(bindir)/counterweight-mpi' \
	  '$(DESTDIR)$(includedir)/counterweight.h' \
	  '$(DESTDIR)$(libdir)/libcounterweight.a' '$(DESTDIR)$(libdir)/libcounterweight.so.$(VERSION)' \
	  '$(DESTDIR)$(libdir)/$(SONAME)' '$(DESTDIR)$(libdir)/libcounterweight.so' '$(DESTDIR)$(pkgconfigdir)/counterweight.pc' \
	  $(foreach p,$(SHARED_PAGES),'$(DESTDIR)$(datarootdir)/$p') \
	  $(foreach p,$(PYTHON_FILES) _installed.py,'$(DESTDIR)$(pythondir)/counterweight/$p')
	rm -rf '$(DESTDIR)$(pythondir)/counterweight/__pycache__'
	-rmdir '$(DESTDIR)$(pythondir)/counterweight'

clean: ## remove build/
	rm -rf build

distclean: clean # there is nothing else that is made

# ---- what they call once the tools are there -------------------------------------------------------------------

have-tools:
	@tools/install-deps --check build

run-demo: all $(SYNTH)
	@tools/demo

run-tests: all $(SYNTH) $(UNIT) $(if $(filter tsan,$(CONFIG)),,$(REPLAY))
	@CC='$(CC)' CXX='$(CXX)' MAKE='$(MAKE)' tests/run $(CONFIG)

run-test-mpi: all $(MPI_PROG)
	@CC='$(CC)' tests/run $(CONFIG) mpi

run-fuzz: $(FUZZ)
	@tests/fuzz/fuzz-all $(B) $(FUZZ)

run-lint: $(LIB_OBJS) $(CLI_OBJS) $(SYNTH_OBJS) $(CLUSTER_OBJS)
	@tools/lint $(LIB_SRCS) $(CLI_SRCS) $(filter-out src/cluster/mpi_%,$(CLUSTER_SRCS))

run-bench: all $(SYNTH) $(BENCHES)
	@bench/run $(BENCH_ARGS)

# ---- building --------------------------------------------------------------------------------------------------

# One set of objects for both libraries: with hidden symbols, position independence costs next to nothing.
$(B)/%.o: %.c $(B)/flags
	$(call say,CC,$<)
	$(Q)mkdir -p $(@D)
	$(Q)$(CC) $(ALL_CFLAGS) -MMD -MP -c -o $@ $<

# Only this file may know OpenMP: elsewhere its pragmas are unknown, and so an error.
$(B)/src/base/team.o: ALL_CFLAGS += -fopenmp

# And only this one MPI.
$(B)/src/cluster/mpi_link.o: src/cluster/mpi_link.c $(B)/flags
	$(call say,MPICC,$<)
	$(Q)mkdir -p $(@D)
	$(Q)$(MPI_CC) $(ALL_CFLAGS) -MMD -MP -c -o $@ $<

# A bound is only one if the compiler does for it what it can.
$(B)/bench/bound.o $(B)/bench/kernel_speed.o: ALL_CFLAGS += -O3
$(B)/bench-bound: LIBS += $(FUZZ_LIBS)

# Turbo-Histogram beside our kernels, where the user has its sources: make TURBOHIST=FOLDER build/release/bench-kernel_speed
ifneq ($(TURBOHIST),)
$(B)/bench-kernel_speed: $(B)/bench/peers/turbohist.o
$(B)/bench/kernel_speed.o: ALL_CFLAGS += -DBENCH_TURBOHIST -Ibench
$(B)/bench/peers/turbohist.o: ALL_CFLAGS = -O3 -march=native -w -Ibench -I$(TURBOHIST)
endif

# Tests vary a fixture by a format that is no literal.
$(B)/tests/%.o: ALL_CFLAGS += -Wno-format-nonliteral

# Made anew when compiler or flags change, and with it every object.
$(B)/flags: FORCE | have-tools
	@mkdir -p $(@D)
	@printf '%s\n' '$(CC) $(ALL_CFLAGS) $(LDFLAGS) $(STATIC)' | cmp -s - $@ 2>/dev/null || \
	  printf '%s\n' '$(CC) $(ALL_CFLAGS) $(LDFLAGS) $(STATIC)' > $@

$(LIB_A): $(LIB_OBJS)
	$(call say,AR,$@)
	$(Q)rm -f $@
	$(Q)$(AR) rcs $@ $^

$(LIB_SO): $(LIB_OBJS) src/counterweight.map
	$(call say,LINK,$@)
	$(Q)$(LINK) -shared -Wl,-soname,$(SONAME) -Wl,--version-script=src/counterweight.map $(if $(filter release,$(CONFIG)),-Wl$(comma)-z$(comma)defs) -o $@ $(LIB_OBJS) $(LIBS)

$(OUT)/counterweight: $(CLI_OBJS) $(LIB_A)
	$(call say,LINK,$@)
	$(Q)$(LINK) -o $@ $^ $(PROG_LIBS)

# cw_run() of cluster/ comes before that of the library, which is therefore not taken.
$(MPI_PROG): $(MPI_OBJS) $(LIB_A)
	$(call say,LINK,$@)
	$(Q)$(MPI_CC) $(LINK_FLAGS) -o $@ $^ $(LIBS)

$(SYNTH): $(SYNTH_OBJS) $(LIB_A)
	$(call say,LINK,$@)
	$(Q)$(LINK) -o $@ $^ $(LIBS)

$(B)/bench-%: $(B)/bench/%.o $(LIB_A)
	$(call say,LINK,$@)
	$(Q)$(LINK) -o $@ $^ $(LIBS)

$(B)/unit-tests: $(TEST_OBJS) $(LIB_A)
	$(call say,LINK,$@)
	$(Q)$(LINK) -o $@ $^ $(LIBS) $(TEST_LIBS) $(FUZZ_LIBS)

$(B)/replay/%: $(B)/tests/fuzz/%.o $(B)/tests/fuzz/replay_main.o $(LIB_A)
	$(call say,LINK,$@)
	$(Q)mkdir -p $(@D)
	$(Q)$(LINK) -o $@ $^ $(LIBS) $(FUZZ_LIBS)

$(B)/fuzz_%: $(B)/tests/fuzz/fuzz_%.o $(LIB_A)
	$(call say,LINK,$@)
	$(Q)$(LINK) -fsanitize=fuzzer -o $@ $^ $(LIBS) $(FUZZ_LIBS)

# Written anew when it differs: `make install` may name another prefix than `make` did.
$(PC): FORCE
	@mkdir -p $(@D)
	@printf '%s\n' 'prefix=$(prefix)' 'exec_prefix=$(exec_prefix)' 'libdir=$(libdir)' 'includedir=$(includedir)' '' \
	  'Name: counterweight' 'Description: class weights for token classification, from the labels of a corpus' \
	  'Version: $(VERSION)' 'Requires.private: $(PKGS)' \
	  'Libs: -L$${libdir} -lcounterweight' 'Libs.private: -fopenmp -pthread -lm' 'Cflags: -I$${includedir}' > $@.new
	@cmp -s $@.new $@ && rm $@.new || mv $@.new $@

# Intermediate objects are kept; what a header changes is rebuilt.
.SECONDARY:
-include $(patsubst %.o,%.d,$(LIB_OBJS) $(CLI_OBJS) $(TEST_OBJS) $(MPI_OBJS) $(call obj,$(FUZZ_SRCS) $(BENCH_SRCS) \
           tests/fuzz/replay_main.c)) $(SYNTH_OBJS:.o=.d)
