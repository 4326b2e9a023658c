package cli_test

import (
	"bytes"
	"context"
	"errors"
	"path/filepath"
	"strings"
	"testing"

	"siamface/app/cli"
	"siamface/model/face"
	"siamface/model/recipes"
)

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
		{"train a --run r --threads 100000", "whole number from 1 to 256"},
		{"train a --run r --seed -1", "whole number from 0"},
		{"train a --run r --recipe large", "one of " + strings.Join(recipes.Names(), ", ")},
		{"train a --run r --device abacus", "one of auto, cpu, cuda"},
		{"train a --run r --weights w", "--recipe resnet50-aligned, orl-resnet50 or orl-resnet50-published"},
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
	for _, verb := range listVerbs(t) {
		long, short := succeed(t, verb, "--help"), succeed(t, "help", verb)
		if long != short || !strings.Contains(long.stdout, "Examples:\n  siamface "+verb) {
			t.Errorf("%s --help:\n%s", verb, long.stdout)
		}
	}
	for _, verb := range []string{"train", "search", "evaluate", "crossval"} {
		if help := succeed(t, verb, "--help").stdout; !strings.Contains(help, "(.safetensors or .pth), for resnet50-aligned, orl-resnet50 or orl-resnet50-published\n") {
			t.Errorf("%s --help doesn't name the recipes that take --weights", verb)
		}
	}
	for _, shell := range []string{"bash", "fish", "powershell", "zsh"} {
		if script := succeed(t, "completion", shell).stdout; !strings.Contains(script, "siamface") {
			t.Errorf("the completion for %s is %q", shell, script)
		}
	}
	if o := succeed(t, "__complete", "train", "x", "--recipe", ""); !strings.HasPrefix(o.stdout, strings.Join(recipes.Names(), "\n")+"\n") {
		t.Errorf("--recipe completes to %q", o.stdout)
	}
}

// listVerbs are the verbs that the shell is offered, but for those of cobra.
func listVerbs(t *testing.T) (verbs []string) {
	for line := range strings.Lines(succeed(t, "__complete", "").stdout) {
		if verb, _, is := strings.Cut(line, "\t"); is && verb != "help" && verb != "completion" {
			verbs = append(verbs, verb)
		}
	}
	if len(verbs) < 11 {
		t.Errorf("the verbs are %v", verbs)
	}
	return verbs
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

func TestWithoutNetworks(t *testing.T) {
	t.Setenv(face.Variable, t.TempDir())
	faces := draw(t, 2, 2, 1)
	failed(t, call(t, "detect", filepath.Join(faces, "d01", "1.pgm")), 1, "face networks are missing")
	failed(t, call(t, "scan", faces, "--faces"), 1, "face networks are missing")
	failed(t, call(t, "embed", faces, "--out", filepath.Join(t.TempDir(), "e.csv")), 1, "or give a model with --model")
}

// TestMainJob goes the whole way once, with one model for all.
func TestMainJob(t *testing.T) {
	faces, folder, model, doc := trainedRun(t)
	test, isList := doc["split"].(map[string]any)["test"].([]any)
	if !isList || len(test) != 2 {
		t.Fatalf("the test people are %v", test)
	}
	first, second := filepath.Join(faces, test[0].(string)), filepath.Join(faces, test[1].(string))

	t.Run("train", func(t *testing.T) { checkTrained(t, doc, folder, model) })
	t.Run("no force", func(t *testing.T) {
		before := modified(t, model)
		failed(t, call(t, "train", faces, "--run", folder), 1, "--force")
		if modified(t, model) != before {
			t.Error("the model was touched")
		}
	})
	t.Run("evaluate", func(t *testing.T) { checkEvaluate(t, faces, model, doc) })
	t.Run("pairs", func(t *testing.T) { checkPairs(t, faces, model) })
	t.Run("published", func(t *testing.T) { checkPublished(t, faces, model, doc) })
	t.Run("verify", func(t *testing.T) { checkVerify(t, model, first+"/1.pgm", second+"/1.pgm") })
	t.Run("histogram", func(t *testing.T) { checkHistogram(t, folder) })
	t.Run("export", func(t *testing.T) { checkExport(t, folder, first+"/1.pgm", second+"/1.pgm") })
}
