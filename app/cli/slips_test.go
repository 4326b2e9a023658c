package cli_test

import (
	"os"
	"path/filepath"
	"strings"
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
	t.Run("photos", func(t *testing.T) {
		for _, folder := range []string{filepath.Dir(photos[0]), filepath.Join(dir, "people")} {
			write(t, filepath.Join(dir, "people", "anna", "1.jpg"), photo)
			before := readAll(t, dir)
			failed(t, call(t, "train", filepath.Join(dir, "people"), "--run", filepath.Join(dir, "other"), "--recipe", "gradients"), 1, "too few people")
			failed(t, call(t, "train", faces, "--run", folder, "--recipe", "gradients", "--force"), 1, "photos")
			if after := readAll(t, dir); len(after) != len(before) {
				t.Errorf("%d files, before %d", len(after), len(before))
			}
		}
	})
	t.Run("names", func(t *testing.T) {
		gallery := filepath.Join(dir, "none.gallery")
		failed(t, call(t, "gallery", "merge", "Ann", "Ann", "--gallery", gallery), 2, "can't be put together with itself")
		for _, distance := range []string{"1e308", "NaN", "-1", "101"} {
			failed(t, call(t, "gallery", "identify", photo, "--threshold", distance, "--gallery", gallery), 2, "a distance above 0")
			failed(t, call(t, "group", faces, "--threshold", distance), 2, "a distance above 0")
		}
		for _, verb := range [][]string{{"search", "--run", "r"}, {"enqueue", "--search", "--queue", filepath.Join(dir, "new.db")}} {
			failed(t, call(t, append(verb, faces, "--recipes", "smal")...), 2, `there is no recipe "smal"`)
		}
		failed(t, call(t, "forget", "nobody", "--run", run), 1, "nothing is known of nobody in "+run+", nor in the caches")
	})
	t.Run("files of another kind", func(t *testing.T) {
		empty := write(t, filepath.Join(dir, "empty"), "")
		for _, args := range [][]string{{"queue", "status", "--queue", empty}, {"worker", "--drain", "--queue", empty}} {
			failed(t, call(t, args...), 1, "there is no queue")
		}
		if read(t, empty) != "" {
			t.Error("an empty file became a queue")
		}
		missing := filepath.Join(dir, "missing")
		for sentence, args := range map[string][]string{
			"can't open " + missing + ": no such file.":                                               {"verify", photos[0], photos[1], "--model", missing},
			"there is no folder " + missing + ".":                                                     {"scan", missing},
			empty + " is a file, no folder.":                                                          {"scan", empty},
			"can't use " + dir + " as a list of pairs: can't read the list of pairs: it is a folder.": {"evaluate", faces, "--model", model, "--pairs", dir},
			"can't use " + dir + " as a list of files to leave out: it is a folder.":                  {"scan", faces, "--exclude", dir},
			"it is no ONNX file, or is cut off or damaged.":                                           {"verify", photos[0], photos[1], "--network", photos[0]},
			"can't make the run's folder: " + empty + ": a part of the path":                          {"train", faces, "--run", empty},
		} {
			o := call(t, args...)
			failed(t, o, 1, sentence)
			for _, raw := range []string{"stat ", ": open ", "mkdir ", "no such file or directory", "proto:"} {
				if strings.Contains(o.stderr, raw) {
					t.Errorf("%q says %q", args, o.stderr)
				}
			}
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
