package cli_test

import (
	"bytes"
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"siamface/app/cli"
	"siamface/model/run"
)

// TestTrainSaysWhoseThresholds: those of other people are called so.
func TestTrainSaysWhoseThresholds(t *testing.T) {
	for _, general := range []bool{true, false} {
		var said strings.Builder
		var r run.Report
		r.Judgement.General = general
		cli.SayTrained(&said, r)
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
