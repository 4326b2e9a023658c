package cli_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"siamface/app/cli"
	"siamface/model/sample"
)

// outcome is what one call of the command line left.
type outcome struct {
	code           int
	stdout, stderr string
}

func call(t *testing.T, args ...string) outcome {
	t.Helper()
	var stdout, stderr bytes.Buffer
	code := cli.Run(t.Context(), args, &stdout, &stderr)
	return outcome{code, stdout.String(), stderr.String()}
}

// succeed is call for what must exit with 0.
func succeed(t *testing.T, args ...string) outcome {
	t.Helper()
	o := call(t, args...)
	if o.code != 0 {
		t.Fatalf("%q: exit code %d, stderr %q", args, o.code, o.stderr)
	}
	return o
}

// document reads stdout as one JSON document and nothing else.
func (o outcome) document(t *testing.T) map[string]any {
	t.Helper()
	d := json.NewDecoder(strings.NewReader(o.stdout))
	var doc map[string]any
	if err := d.Decode(&doc); err != nil {
		t.Fatalf("stdout is no JSON: %v\n%s", err, o.stdout)
	}
	if d.More() {
		t.Fatalf("stdout goes on after its document:\n%s", o.stdout)
	}
	return doc
}

func keys(t *testing.T, v any, want ...string) {
	t.Helper()
	object, ok := v.(map[string]any)
	if !ok {
		t.Fatalf("%v is no object", v)
	}
	got := slices.Sorted(maps.Keys(object))
	slices.Sort(want)
	if !slices.Equal(got, want) {
		t.Errorf("keys %v, want %v", got, want)
	}
}

// failed checks that an outcome is one sentence on stderr and nothing on stdout.
func failed(t *testing.T, o outcome, code int, says string) {
	t.Helper()
	if o.code != code {
		t.Errorf("exit code %d, want %d", o.code, code)
	}
	if o.stdout != "" {
		t.Errorf("stdout %q", o.stdout)
	}
	line, rest, ended := strings.Cut(o.stderr, "\n")
	if !ended || rest != "" || !strings.HasPrefix(line, "siamface: ") {
		t.Errorf("stderr is not one line of ours: %q", o.stderr)
	}
	if !strings.Contains(line, says) {
		t.Errorf("stderr %q doesn't say %q", line, says)
	}
}

// draw makes a folder of drawn faces.
func draw(t *testing.T, people, pictures int, seed uint64) string {
	t.Helper()
	folder := filepath.Join(t.TempDir(), "faces")
	if err := sample.Write(t.Context(), folder, people, pictures, seed, nil); err != nil {
		t.Fatal(err)
	}
	return folder
}

func write(t *testing.T, path, text string) string {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestWrongUsage(t *testing.T) {
	for _, test := range []struct {
		args string
		says string
	}{
		{"tarin", `there is no verb "tarin"; did you mean train?`},
		{"nonsense --json", `no verb "nonsense"`},
		{"--nonsense", "--nonsense"},
		{"help nonsense", `no verb "nonsense"`},
		{"scan", "FOLDER is missing"},
		{"scan a b", `"b" is one argument too many`},
		{"scan a --json=perhaps", "--json"},
		{"scan a -q", "'q'"},
		{"version 1", "too many"},
		{"train", "FOLDER is missing"},
		{"train a", "--run is missing"},
		{"train a --run", "--run needs a value"},
		{"train a --run r --epochs 0", "whole number from 1"},
		{"train a --run r --epochs many", "whole number from 1"},
		{"train a --run r --threads -1", "whole number from 1"},
		{"train a --run r --seed -1", "whole number from 0"},
		{"train a --run r --recipe large", "one of face, resnet50-aligned, gradients-aligned, gradients, small-aligned, small, orl-resnet50"},
		{"train a --run r --device abacus", "one of auto, cpu, cuda"},
		{"train a --run r --weights w", "--recipe orl-resnet50"},
		{"train a --run r --recipe resnet50-aligned --epochs 3", "no --epochs"},
		{"evaluate a --folds 3 --recipe resnet50-aligned --epochs 3", "no --epochs"},
		{"evaluate a", "--model is missing"},
		{"evaluate a --model m --split some", "one of test, all"},
		{"verify a --model m", "B is missing"},
		{"evaluate a --recipe small", "only the recipe face works untrained"},
		{"evaluate a --recipe face --model b", "exclude each other"},
		{"detect", "PHOTO is missing"},
		{"detect a b --draw c.png", "give a folder"},
		{"detect a --draw c.jpg", "drawn as .png"},
		{"detect a --draw", "--draw needs a value"},
		{"embed", "FOLDER is missing"},
		{"embed a", "--out is missing"},
		{"embed a --out e.txt", ".csv, .npy, .safetensors"},
		{"histogram r", "--out is missing"},
		{"histogram r --out h.gif", ".png, .svg, .pdf"},
		{"demo here", "too many"},
		{"demo --out=", "--out"},
		{"completion", "shell is missing"},
		{"completion tcsh", "tcsh"},
	} {
		t.Run(test.args, func(t *testing.T) {
			o := call(t, strings.Fields(test.args)...)
			failed(t, o, 2, test.says)
			if !strings.HasSuffix(o.stderr, "--help\n") {
				t.Errorf("stderr %q doesn't name --help", o.stderr)
			}
		})
	}
	failed(t, call(t, "scan", ""), 2, "FOLDER is missing")
	failed(t, call(t, "detect", "a", ""), 2, "PHOTO is missing")
	failed(t, call(t, "detect", "a", "--draw", ""), 2, "--draw")
	failed(t, call(t, "evaluate", "a", "--model", "m", "--pairs", ""), 2, "--pairs")
}

func TestFailures(t *testing.T) {
	dir := t.TempDir()
	text := write(t, filepath.Join(dir, "text"), "no model")
	faces := draw(t, 2, 2, 1)
	write(t, filepath.Join(dir, "damaged", "report.json"), "{")
	photo := filepath.Join(faces, "d01", "1.pgm")
	folder := filepath.Dir(write(t, filepath.Join(t.TempDir(), "e.csv", "x"), ""))
	for _, test := range []struct {
		name string
		args []string
		says string
	}{
		{"missing folder", []string{"scan", filepath.Join(dir, "none")}, "none"},
		{"a file as the folder", []string{"scan", text, "--json"}, "text"},
		{"no people", []string{"scan", dir + "/damaged"}, "no people"},
		{"nobody readable", []string{"scan", dir}, "no readable photos"},
		{"too few people", []string{"train", faces, "--run", filepath.Join(dir, "run")}, "too few people"},
		{"run in a file", []string{"train", faces, "--run", text, "--json"}, "run's folder"},
		{"missing weights", []string{"train", draw(t, 8, 2, 1), "--run", filepath.Join(dir, "run"), "--recipe", "orl-resnet50", "--weights", "none.pth"}, "none.pth"},
		{"missing model", []string{"verify", photo, photo, "--model", filepath.Join(dir, "none")}, "none"},
		{"no model", []string{"verify", photo, photo, "--model", text, "--json"}, "is not a model file"},
		{"no model to evaluate", []string{"evaluate", faces, "--model", text}, "is not a model file"},
		{"nobody to embed", []string{"embed", dir, "--out", filepath.Join(dir, "e.csv")}, "no readable photos"},
		{"a folder as the result", []string{"embed", faces, "--out", folder}, "e.csv: it is a folder"},
		{"no model to embed with", []string{"embed", faces, "--out", filepath.Join(dir, "e.csv"), "--model", text}, "is not a model file"},
		{"no run", []string{"histogram", dir, "--out", filepath.Join(dir, "h.png")}, "not the folder of a run"},
		{"damaged run", []string{"histogram", dir + "/damaged", "--out", filepath.Join(dir, "h.png")}, "damaged"},
	} {
		t.Run(test.name, func(t *testing.T) {
			o := call(t, test.args...)
			failed(t, o, 1, test.says)
			if !strings.HasSuffix(o.stderr, ".\n") {
				t.Errorf("stderr %q is no whole sentence", o.stderr)
			}
		})
	}
}

func TestHelp(t *testing.T) {
	for _, args := range [][]string{nil, {"--help"}, {"-h"}, {"help"}} {
		first, _, _ := strings.Cut(succeed(t, args...).stdout, "\n")
		if first != "Siamface learns from a folder of faces whether two photos show the same person." {
			t.Errorf("%q: the help begins %q", args, first)
		}
	}
	for _, verb := range []string{"scan", "train", "search", "evaluate", "verify", "detect", "embed", "histogram", "demo", "version"} {
		long, short := succeed(t, verb, "--help"), succeed(t, "help", verb)
		if long != short || !strings.Contains(long.stdout, "Examples:\n  siamface "+verb) {
			t.Errorf("%s --help:\n%s", verb, long.stdout)
		}
	}
	for _, shell := range []string{"bash", "fish", "powershell", "zsh"} {
		if script := succeed(t, "completion", shell).stdout; !strings.Contains(script, "siamface") {
			t.Errorf("the completion for %s is %q", shell, script)
		}
	}
	if o := succeed(t, "__complete", "train", "x", "--recipe", ""); !strings.HasPrefix(o.stdout, "face\nresnet50-aligned\ngradients-aligned\ngradients\nsmall-aligned\nsmall\norl-resnet50\n") {
		t.Errorf("--recipe completes to %q", o.stdout)
	}
}

func TestVersion(t *testing.T) {
	keys(t, succeed(t, "version", "--json").document(t), "version", "libtorch", "device", "go")
	if o := succeed(t, "version"); !strings.HasPrefix(o.stdout, "siamface ") || !strings.Contains(o.stdout, "\nlibtorch ") || !strings.Contains(o.stdout, "\ndevice ") {
		t.Errorf("version says %q", o.stdout)
	}
}

// full is a disk without room.
type full struct{}

func (full) Write([]byte) (int, error) { return 0, errors.New("no space left") }

func TestUnwritableResult(t *testing.T) {
	for _, args := range [][]string{{"version"}, {"version", "--json"}} {
		var stderr bytes.Buffer
		if code := cli.Run(t.Context(), args, full{}, &stderr); code != 1 || !strings.Contains(stderr.String(), "no space left") {
			t.Errorf("%q: exit code %d, stderr %q", args, code, stderr.String())
		}
	}
}

func TestStoppedBeforeAResult(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	for _, args := range [][]string{
		{"scan", draw(t, 2, 2, 1)},
		{"train", draw(t, 8, 2, 1), "--run", t.TempDir()},
	} {
		var stdout, stderr bytes.Buffer
		code := cli.Run(ctx, args, &stdout, &stderr)
		failed(t, outcome{code, stdout.String(), stderr.String()}, 1, "stopped")
	}
}
