package cli_test

import (
	"os"
	"path/filepath"
	"testing"

	"siamface/model/sample"
)

// read is what a file holds.
func read(t *testing.T, path string) string {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

// A slip of the pen in a name neither replaces what is there nor leaves something empty behind.
func TestSlipsOfThePen(t *testing.T) {
	dir := t.TempDir()
	faces, run := filepath.Join(dir, "faces"), filepath.Join(dir, "run")
	if err := sample.Write(t.Context(), faces, 10, 2, 1, nil); err != nil {
		t.Fatal(err)
	}
	model := filepath.Join(run, "model.safetensors")
	succeed(t, "train", faces, "--run", run, "--recipe", "gradients", "--threads", "1", "--device", "cpu")
	photos, err := filepath.Glob(filepath.Join(faces, "*", "*"))
	if err != nil || len(photos) < 2 {
		t.Fatal(err, photos)
	}
	before, photo := read(t, model), read(t, photos[0])
	t.Run("export", func(t *testing.T) {
		failed(t, call(t, "export", run, "--safetensors", model), 2, "would replace the model itself")
		failed(t, call(t, "export", run, "--onnx", filepath.Join(run, "report.json")), 2, "must end in .onnx")
		if read(t, model) != before {
			t.Error("the model was replaced")
		}
	})
	t.Run("regions", func(t *testing.T) {
		picture := filepath.Join(dir, "a.png")
		if err := os.WriteFile(picture, []byte(photo), 0o600); err != nil {
			t.Fatal(err)
		}
		failed(t, call(t, "verify", picture, photos[1], "--model", model, "--regions", picture), 2, "would replace one of the photos")
		if read(t, picture) != photo {
			t.Error("the photo was replaced")
		}
	})
	t.Run("queue", func(t *testing.T) {
		missing := filepath.Join(dir, "missing.db")
		for _, args := range [][]string{{"queue", "status"}, {"queue", "result", "1"}, {"worker", "--drain"}} {
			failed(t, call(t, append(args, "--queue", missing)...), 1, "there is no queue")
		}
		failed(t, call(t, "enqueue", filepath.Join(dir, "no such folder"), "--queue", missing), 1, "no such folder")
		if _, err := os.Stat(missing); err == nil {
			t.Error("an empty queue was left behind")
		}
	})
	t.Run("gallery", func(t *testing.T) {
		missing := filepath.Join(dir, "missing.gallery")
		failed(t, call(t, "gallery", "add", filepath.Join(dir, "no such folder"), "--gallery", missing), 1, "nobody to enrol")
		secret := filepath.Join(dir, "secret")
		if err := os.WriteFile(secret, []byte("a passphrase\n"), 0o600); err != nil {
			t.Fatal(err)
		}
		failed(t, call(t, "gallery", "add", faces, "--gallery", missing, "--passphrase-file", secret), 2, "--encrypt")
		failed(t, call(t, "gallery", "add", "--name", "  ", photos[0], "--gallery", missing), 2, "shows nothing")
		if _, err := os.Stat(missing); err == nil {
			t.Error("an empty gallery was left behind")
		}
	})
}
