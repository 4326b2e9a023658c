package cli_test

import (
	"bytes"
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"strings"
	"testing"

	"siamface/app/cli"
	"siamface/model/run"
	"siamface/model/train"
)

// TestTrainedAsChosen trains with every flag once, and repeats that run to the same file.
func TestTrainedAsChosen(t *testing.T) {
	faces, folder := draw(t, 8, 2, 1), filepath.Join(t.TempDir(), "run")
	succeed(t, "train", faces, "--run", folder, "--recipe", "small", "--epochs", "1", "--threads", "1", "--seed", "3", "--device", "cpu",
		"--loss", "triplet-semi-hard", "--schedule", "one-cycle", "--feeding", "balanced", "--augment", "none",
		"--rate", "0.002", "--decay", "0.01", "--clip", "4", "--early-stop", "9")
	s := settingsOf(t, folder)
	for name, want := range map[string]any{
		"schedule": "one-cycle", "feeding": "balanced", "rate": 0.002, "decay": 0.01, "clip": 4.0, "early_stop": 9.0, "seed": 3.0, "epochs": 1.0,
	} {
		if s[name] != want {
			t.Errorf("%s is %v in the record, want %v", name, s[name], want)
		}
	}
	if name := s["loss"].(map[string]any)["name"]; name != "triplet-semi-hard" {
		t.Errorf("the loss is %v", name)
	}
	if a := s["augment"].(map[string]any); a["mirror"] != false || a["shift"] != 0.0 {
		t.Errorf("the augmentation is %v", a)
	}
	for _, from := range []string{folder, filepath.Join(folder, run.ReportFile)} {
		again := filepath.Join(t.TempDir(), "again")
		if o := succeed(t, "train", faces, "--run", again, "--from", from, "--device", "cpu"); strings.Contains(o.stderr, "Differs") {
			t.Errorf("stderr %q", o.stderr)
		}
		first, _ := os.ReadFile(filepath.Join(folder, run.ModelFile))
		second, err := os.ReadFile(filepath.Join(again, run.ModelFile))
		if err != nil || !bytes.Equal(first, second) {
			t.Errorf("from %s comes another model, %v", from, err)
		}
	}
	if err := os.Remove(filepath.Join(faces, "d01", "2.pgm")); err != nil {
		t.Fatal(err)
	}
	o := succeed(t, "train", faces, "--run", folder, "--force", "--from", folder, "--device", "cpu")
	if !strings.Contains(o.stderr, "Differs from that run: photos that are gone: 1, such as d01/2.pgm.") {
		t.Errorf("stderr %q", o.stderr)
	}
}

// Every choice has its flag, with a help, in the verbs that take it.
func TestEveryChoiceHasAFlag(t *testing.T) {
	for _, verb := range []string{"train", "evaluate", "crossval"} {
		help := succeed(t, verb, "--help").stdout
		for _, c := range train.ListSettings() {
			if !regexp.MustCompile(`(?m)^ +--` + c.Key + ` \S+ +(with --folds: )?\w`).MatchString(help) {
				t.Errorf("%s has no --%s with a help", verb, c.Key)
			}
		}
	}
}

func TestChoicesThatDoNotFit(t *testing.T) {
	for _, test := range []struct{ args, says string }{
		{"--loss none", "one of contrastive, triplet-batch-hard"},
		{"--schedule stairs", "one of plateau, cosine, one-cycle"},
		{"--feeding none", "one of published, balanced"},
		{"--augment all", "one of none, moved, faces"},
		{"--rate 0", "above 0"},
		{"--rate -1", "a number from 0"},
		{"--decay inf", "a number from 0"},
		{"--clip much", "a number from 0"},
		{"--decay 5000 --recipe small", "below 1"},
		{"--early-stop 0", "whole number from 1"},
		{"--distance manhattan", "one of euclidean, cosine"},
		{"--margin 0", "--margin must be above 0"},
		{"--warm-up 0", "whole number from 1"},
		{"--recipe small --warm-up 3", "the setting warm-up is for the schedule cosine"},
		{"--recipe small --loss arcface --distance cosine", "the setting distance is for the contrastive loss or a triplet loss"},
		{"--recipe resnet50-aligned --rate 0.1", "solved in closed form"},
		{"--recipe face --augment moved", "computed once"},
		{"--recipe orl-resnet50 --augment faces", "computed once"},
		{"--recipe orl-resnet50-published --loss arcface", "lengths"},
		{"--from r --loss arcface", "--from and --loss exclude each other"},
		{"--from r --seed 2", "--from and --seed exclude each other"},
		{"--from r --exclude-duplicates", "--from and --exclude-duplicates exclude each other"},
		{"--from=", "--from is missing"},
	} {
		t.Run(test.args, func(t *testing.T) {
			failed(t, call(t, append([]string{"train", "none", "--run", "r"}, strings.Fields(test.args)...)...), 2, test.says)
		})
	}
	failed(t, call(t, "train", draw(t, 2, 2, 1), "--run", filepath.Join(t.TempDir(), "r"), "--from", t.TempDir()), 1, "not the folder of a run")
}

// TestTrainSaysWhoseThresholds: those of other people are called so.
func TestTrainSaysWhoseThresholds(t *testing.T) {
	for _, general := range []bool{true, false} {
		var said strings.Builder
		var r run.Report
		r.Judgement.General = general
		cli.SayTrained(&said, r)
		if !strings.Contains(said.String(), " in less than a second on the ") {
			t.Errorf("of no time at all train says\n%s", said.String())
		}
		if strings.Contains(said.String(), "\nThe thresholds are general ones") != general {
			t.Errorf("general thresholds: %v, but train says\n%s", general, said.String())
		}
	}
}

func checkTrained(t *testing.T, doc map[string]any, folder, model string) {
	if doc["run"] != folder || doc["model"] != model || doc["stopped"] != false || doc["recipe"] != "small" || doc["epochs"] != 2.0 {
		t.Errorf("train reports run %v, model %v, stopped %v, recipe %v, epochs %v", doc["run"], doc["model"], doc["stopped"], doc["recipe"], doc["epochs"])
	}
	keys(t, doc["test"], figures...)
	data, err := os.ReadFile(filepath.Join(folder, "report.json"))
	if err != nil {
		t.Fatal(err)
	}
	var report map[string]any
	if err := json.Unmarshal(data, &report); err != nil {
		t.Fatal(err)
	}
	for key, value := range report {
		if !reflect.DeepEqual(doc[key], value) {
			t.Errorf("%s is %v, in report.json %v", key, doc[key], value)
		}
	}
	for _, name := range []string{"model.safetensors", "pairs.csv", "history.csv", "summary.txt", "network.png", "curves.png", "histogram.png"} {
		if info, err := os.Stat(filepath.Join(folder, name)); err != nil || info.Size() == 0 {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestStoppedTraining(t *testing.T) {
	faces := draw(t, 8, 2, 1)
	for word, says := range map[string]string{"epoch 1/": "Stopped after 1 epoch: the best weights so far were kept.", "Reading": "stopped"} {
		t.Run(word, func(t *testing.T) {
			ctx, cancel := context.WithCancel(t.Context())
			folder := t.TempDir()
			var stdout bytes.Buffer
			stderr := &breaker{word: word, cancel: cancel}
			code := cli.Run(ctx, []string{"train", faces, "--run", folder, "--epochs", "1000", "--threads", "1", "--json"}, &stdout, stderr)
			o := outcome{code, stdout.String(), stderr.String()}
			if !strings.Contains(o.stderr, says) {
				t.Fatalf("exit code %d, stderr %q", code, o.stderr)
			}
			_, err := os.Stat(filepath.Join(folder, "model.safetensors"))
			if word == "Reading" { // there was nothing to keep
				if code != 1 || o.stdout != "" || err == nil {
					t.Errorf("exit code %d, stdout %q, model %v", code, o.stdout, err)
				}
				return
			}
			if doc := o.document(t); code != 0 || err != nil || doc["stopped"] != true || doc["epochs"] != 1.0 {
				t.Errorf("exit code %d, model %v, stopped %v after %v", code, err, doc["stopped"], doc["epochs"])
			}
		})
	}
}

func TestRandomResNetIsNamed(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	var stdout bytes.Buffer
	stderr := &breaker{word: "Reading", cancel: cancel} // what it says by then is enough: a ResNet-50 takes long
	cli.Run(ctx, []string{"train", draw(t, 8, 2, 1), "--run", t.TempDir(), "--recipe", "orl-resnet50"}, &stdout, stderr)
	if !strings.Contains(stdout.String(), "No --weights were given: the frozen network is random") {
		t.Errorf("train says %q", stdout.String())
	}
}

func TestTrainingWarnsOfCopies(t *testing.T) {
	faces, run := draw(t, 8, 3, 1), filepath.Join(t.TempDir(), "run")
	for _, person := range []string{"d02", "d03", "d04", "d05", "d06", "d07", "d08"} { // whatever the split is, it is crossed
		copyTo(t, filepath.Join(faces, "d01", "1.pgm"), filepath.Join(faces, person, "4.pgm"))
	}
	args := []string{"train", faces, "--run", run, "--epochs", "1", "--threads", "1", "--device", "cpu", "--json"}
	o := succeed(t, args...)
	doc := o.document(t)
	found := doc["audit"].([]any)
	if !strings.Contains(o.stderr, "Warning: Leak: 1 picture stands on more than one side of the split") || len(found) != 1 || len(doc["excluded"].([]any)) != 0 {
		t.Errorf("audit %v, stderr %q", found, o.stderr)
	}
	keys(t, found[0], "kind", "files", "people", "detail")
	if _, err := os.Stat(filepath.Join(run, "excluded.txt")); err == nil {
		t.Error("nothing was left out, and yet there is a list of it")
	}
	o = succeed(t, append(args, "--force", "--exclude-duplicates")...)
	doc = o.document(t)
	if strings.Contains(o.stderr, "Leak") || len(doc["audit"].([]any)) != 0 || len(doc["excluded"].([]any)) != 7 || len(doc["photos"].([]any)) != 24 {
		t.Errorf("audit %v, excluded %v, stderr %q", doc["audit"], doc["excluded"], o.stderr)
	}
	again := succeed(t, "scan", faces, "--json", "--exclude", filepath.Join(run, "excluded.txt")).document(t)
	if again["photos"] != 24.0 || len(again["findings"].([]any)) != 0 {
		t.Errorf("without what the run left out: %v photos, %v", again["photos"], again["findings"])
	}
	failed(t, quiet(call(t, "scan", faces, "--exclude", everything(t, faces))), 1, "nobody is left")
}

// everything is a list of all files of a folder.
func everything(t *testing.T, faces string) string {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(faces, "*", "*"))
	if err != nil {
		t.Fatal(err)
	}
	var text strings.Builder
	for _, f := range files {
		rel, err := filepath.Rel(faces, f)
		if err != nil {
			t.Fatal(err)
		}
		text.WriteString(rel + "\n")
	}
	return write(t, filepath.Join(t.TempDir(), "all.txt"), text.String())
}
