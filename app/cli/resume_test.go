package cli_test

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"siamface/app/cli"
	"siamface/model/run"
)

// TestResume stops a training, goes on with it by the least and by the same flags, and asks once more when it is finished.
func TestResume(t *testing.T) {
	faces, folder := draw(t, 8, 2, 1), filepath.Join(t.TempDir(), "run")
	args := []string{"train", faces, "--run", folder, "--recipe", "small", "--epochs", "4", "--threads", "1", "--device", "cpu", "--rate", "0.002"}
	whole := filepath.Join(t.TempDir(), "whole")
	succeed(t, append(append([]string{}, args...), "--run", whole)...)
	want, err := os.ReadFile(filepath.Join(whole, run.ModelFile))
	if err != nil {
		t.Fatal(err)
	}
	if o := succeed(t, append(args, "--resume")...); !strings.Contains(o.stderr, "There is nothing to go on with in "+folder+": the training begins.") {
		t.Errorf("stderr %q", o.stderr)
	}
	if err := os.RemoveAll(folder); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	var stdout bytes.Buffer
	stderr := &breaker{word: "epoch 2/", cancel: cancel}
	if code := cli.Run(ctx, args, &stdout, stderr); code != 0 || !strings.Contains(stderr.String(), "were kept. With --resume it goes on.") {
		t.Fatalf("code %d, stderr %q", code, stderr.String())
	}
	failed(t, quiet(call(t, "train", faces, "--run", folder, "--resume", "--rate", "0.003", "--seed", "5")), 1, "the setting rate was 0.002 and is 0.003; the setting seed was 1 and is 5")
	failed(t, call(t, "train", faces, "--run", folder, "--resume", "--force"), 2, "--resume and --force exclude each other")
	failed(t, call(t, "train", faces, "--resume"), 2, "--run is missing")
	o := succeed(t, "train", faces, "--run", folder, "--resume", "--rate", "0.002", "--epochs", "4")
	if !strings.Contains(o.stderr, "The training goes on after epoch 2 of 4.") || strings.Contains(o.stderr, "epoch 2/4") || !strings.Contains(o.stderr, "epoch 3/4") {
		t.Errorf("stderr %q", o.stderr)
	}
	if got, err := os.ReadFile(filepath.Join(folder, run.ModelFile)); err != nil || !bytes.Equal(got, want) {
		t.Errorf("another model than without the stop; %v", err)
	}
	o = succeed(t, "train", faces, "--run", folder, "--resume", "--json")
	if doc := o.document(t); doc["epochs"] != 4.0 || doc["stopped"] != false || !strings.Contains(o.stderr, "is finished: there is nothing to go on with") {
		t.Errorf("epochs %v, stopped %v, stderr %q", doc["epochs"], doc["stopped"], o.stderr)
	}
}
