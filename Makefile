# make run    sets everything up (once), builds, and opens the window; without a display it runs the demonstration
# make test   sets everything up (once), checks the code and runs all tests, the window's too, on a virtual screen
# make fetch  leaves all that the others fetch in one folder, for a machine without a network
# make build  leaves the program as ./siamface
# make package leaves dist/…, a folder and an archive that run on other machines; make install PREFIX=/usr/local
#
# LIBTORCH=/path uses an installed libtorch 2.1 (the folder with include/ and lib/); CUDA=1 adds the CUDA libraries.

SHELL := /bin/bash
export LIBTORCH CUDA
test test-gpu golden screenshots: export LANGUAGE = en

ENV = eval "$$(setup/env)"
GOFUMPT = go run mvdan.cc/gofumpt@v0.12.0
STATICCHECK = go run honnef.co/go/tools/cmd/staticcheck@v0.8.2
TEST_FLAGS ?= -timeout 40m

.PHONY: package package-test install uninstall
.PHONY: fetch run build headless test lint golden fuzz screenshots responsiveness published bench curves env clean folds licences race

run: build
	@if [ -n "$$DISPLAY$$WAYLAND_DISPLAY" ]; then ./siamface; else ./siamface demo; fi

build: siamface

# fetch leaves all that the set-up fetches in fetched/, which can be carried to a machine without a network with the project.
fetch:
	@setup/fetch

# Go's own cache decides what is compiled anew, and setup/native, beside it, what of the C++.
.PHONY: siamface
siamface:
	@setup/install
	@setup/native & $(ENV) && go build -o siamface . ; built=$$?; wait $$! && exit $$built

# headless: the command line alone, without Fyne and OpenGL, for servers and containers.
headless:
	@setup/install
	@setup/native & $(ENV) && go build -tags headless,nodynamic -o siamface . ; built=$$?; wait $$! && exit $$built

# package makes a folder and an archive below dist/ that run on machines without Go, a compiler, Python or Node.
package:
	@setup/install && setup/native && setup/package

# package-test unpacks the archive in a clean Debian (made once, by debootstrap, as root) and uses it there on a virtual screen.
package-test:
	@setup/install test && setup/native
	@setup/package-test

# install puts the program, what it needs, its entry, manual and completions below PREFIX; DESTDIR stands before it. uninstall removes them.
PREFIX ?= /usr/local
export DESTDIR
install uninstall: FOLDER = dist/siamface-$(shell sed -nE 's/^const Version = "(.*)"$$/\1/p' model/run/report.go)-linux-x86_64
install:
	@[ -e "$(FOLDER)/AppRun" ] || { setup/install && setup/native && setup/package folder; }
	@"$(FOLDER)/install.sh" "$(PREFIX)"
uninstall:
	@"$(FOLDER)/install.sh" --remove "$(PREFIX)"

test:
	@setup/install test && setup/native
	@$(ENV) && $(MAKE) --no-print-directory lint && go test $(TEST_FLAGS) ./... && $(MAKE) --no-print-directory race

# race tests what is Go alone, and works on several goroutines, for data races.
RACED = ./model/cache ./model/dataset ./model/file ./model/parallel ./model/weights ./app/cli/embeddings
race:
	@$(ENV) && go test -race $(TEST_FLAGS) $(RACED) && \
		go test -race $(TEST_FLAGS) -run 'HashedOnce|ReadAnew|HeldFile|AskAtOnce' ./model/photo

# test-gpu runs the tests of all that computes on the GPU (after CUDA=1 make build).
.PHONY: test-gpu
test-gpu:
	@setup/install test && setup/native
	@$(ENV) && SIAMFACE_TEST_DEVICE=cuda go test -count=1 $(TEST_FLAGS) ./model/...

lint:
	@unformatted=$$($(GOFUMPT) -l *.go */) && [ -z "$$unformatted" ] || { echo "not formatted (gofumpt): $$unformatted"; exit 1; }
	go vet ./...
	$(STATICCHECK) ./...

# golden renews the golden pictures; look at what changed before you commit it.
golden:
	@setup/install test && setup/native
	@$(ENV) && go test ./model/figure ./model/sample ./widgets -update

# fuzz runs every fuzz target for a while.
FUZZTIME ?= 30s
fuzz:
	@setup/install test && setup/native
	@$(ENV) && for p in $$(go list ./...); do \
		for f in $$(go test -list '^Fuzz' $$p | grep '^Fuzz'); do go test -run '^$$' -fuzz "^$$f$$" -fuzztime $(FUZZTIME) -fuzzminimizetime 2s $$p || exit 1; done; done

# screenshots renews the pictures in docs/ from the window's test on drawn sample faces.
PICTURES = dataset:dataset-person training:training-1000x700 verification:verification-same evaluation:evaluation-1000x700
screenshots:
	@setup/install test && setup/native
	@$(ENV) && SIAMFACE_PICTURES=1 SIAMFACE_TESTDATA=/none go test -count=1 ./app/window -run '^TestWindow$$'
	@mkdir -p docs/pictures && for p in $(PICTURES); do cp artefacts/$${p#*:}.png docs/pictures/$${p%%:*}.png; done

# responsiveness measures the window from outside: when it is there, how long it stands still, what memory it takes, on a large folder
# (LARGE=/folder, else one of drawn faces is made), and writes the table in docs/measurements.md.
LARGE ?=
responsiveness: build
	@setup/install test
	@$(ENV) && go run ./app/internal/responsiveness -program ./siamface $(if $(LARGE),-folder $(LARGE)) -write docs/measurements.md

# published trains the published experiment with five seeds and prints the table of docs/measurements.md.
RECIPE ?= orl-resnet50
TESTDATA ?= $(or $(SIAMFACE_TESTDATA),../shared/data)
published: build
	@setup/published $(TESTDATA)/orl $(TESTDATA)/resnet50/resnet50-imagenet-f16.safetensors $(RECIPE)

# bench measures the program beside the same work in PyTorch, Keras and scikit-learn, which it installs first (5 GB), and leaves
# artefacts/bench.json. bench-face, bench-resnet, bench-train … measure only the groups whose names begin so (bench/work.py).
# BENCH_FLAGS are those of bench/bench.py, such as --keras-epochs 40; BENCH_PYTHON is an interpreter that has the packages.
ROUNDS ?= 5
ONLY ?=
BENCH_FLAGS ?=
bench:
	@setup/install && setup/native
	@mkdir -p artefacts && $(ENV) && go build -o artefacts/bench-ours ./bench/ours
	@python=$$(setup/bench) && "$$python" bench/bench.py --ours artefacts/bench-ours --data $(TESTDATA) \
		--faces $(or $(SIAMFACE_WEIGHTS),.deps/faces) --out artefacts/bench.json --rounds $(ROUNDS) --only '$(ONLY)' $(BENCH_FLAGS)

bench-%:
	@$(MAKE) --no-print-directory bench ONLY=$*

# curves measures how time and memory grow with the photos, from 1,000 to MOST by powers of ten: scan, group, a gallery's enrolment and search,
# and all pairs scored beside products alone. It leaves figures and numbers in artefacts/curves. UNITS="identify pairs" are some of them.
MOST ?= 100000
UNITS ?=
comma := ,
space := $(subst ,,) $(subst ,,)
curves:
	@setup/install && setup/native
	@mkdir -p artefacts && $(ENV) && go build -o artefacts/bench-curves ./bench/curves && \
		artefacts/bench-curves -most $(MOST) -only '$(subst $(space),$(comma),$(strip $(UNITS)))' -orl $(TESTDATA)/orl -out artefacts/curves

# folds cross-validates recipes on the ORL faces and prints the table of docs/measurements.md, and with several seeds (SEEDS="1 2 3 4 5")
# how much depends on them; JOBS evaluations run side by side, on one thread each. With one seed it takes half an hour on two cores.
RECIPES ?= face resnet50-aligned gradients-aligned small-aligned gradients small orl-resnet50
FOLDS ?= 10
SEEDS ?= 1
JOBS ?= $(shell nproc)
folds: build
	@setup/folds $(TESTDATA)/orl $(TESTDATA)/resnet50/resnet50-imagenet-f16.safetensors "$(RECIPES)" "$(FOLDS)" "$(SEEDS)" "$(JOBS)"

# licences leaves the licences of everything that is shipped with the program in licences/.
licences:
	@setup/install
	@setup/licences

# env prints the environment for go commands by hand: eval "$$(make -s env)"
env:
	@setup/env

clean:
	rm -rf siamface siamface-demo artefacts
