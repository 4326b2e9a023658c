package cli_test

import (
	"bytes"
	"context"
	"encoding/json"
	"image"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"siamface/app/cli"
	"siamface/model/photo"
	"siamface/model/realdata"
	"siamface/model/run"
	"siamface/model/sample"
)

// settingsOf is what a run's report.json says of its settings.
func settingsOf(t *testing.T, folder string) map[string]any {
	t.Helper()
	data, err := os.ReadFile(filepath.Join(folder, run.ReportFile))
	if err != nil {
		t.Fatal(err)
	}
	var report struct {
		Settings map[string]any
	}
	if err := json.Unmarshal(data, &report); err != nil {
		t.Fatal(err)
	}
	return report.Settings
}

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

// withNetworks lets the verbs find the face networks, or skips the test, and keeps the cache out of the user's.
func withNetworks(t *testing.T) {
	t.Helper()
	realdata.Faces(t)
	t.Setenv("XDG_CACHE_HOME", t.TempDir())
}

// realPhoto is the path of a photo among the test data, or the test is skipped.
func realPhoto(t *testing.T, elements ...string) string {
	t.Helper()
	return realdata.Path(t, append([]string{"photos"}, elements...)...)
}

// flat is a picture without anything on it.
func flat(t *testing.T, path string, level uint8) string {
	t.Helper()
	img := image.NewRGBA(image.Rect(0, 0, 96, 80))
	for i := range img.Pix {
		img.Pix[i] = []uint8{level, 120, 90, 255}[i%4]
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := photo.SavePNG(path, img); err != nil {
		t.Fatal(err)
	}
	return path
}

func copyTo(t *testing.T, from, to string) {
	t.Helper()
	data, err := os.ReadFile(from)
	if err != nil {
		t.Fatal(err)
	}
	write(t, to, string(data))
}

// trainedRun trains for a moment on drawn faces.
func trainedRun(t *testing.T) (faces, folder, model string, doc map[string]any) {
	t.Helper()
	faces, folder = draw(t, 8, 4, 1), filepath.Join(t.TempDir(), "run")
	o := succeed(t, "train", faces, "--run", folder, "--recipe", "small", "--epochs", "2", "--threads", "1", "--device", "cpu", "--json")
	if strings.Contains(o.stderr, "\r") || !strings.Contains(o.stderr, "epoch 2/2: loss ") || !strings.Contains(o.stderr, "recipe small on the CPU") {
		t.Errorf("train says %q", o.stderr)
	}
	return faces, folder, filepath.Join(folder, "model.safetensors"), o.document(t)
}

// withBroken adds what can't be read: two photos, and a text that nobody takes for one.
func withBroken(t *testing.T, faces string) string {
	write(t, filepath.Join(faces, "d01", "broken.jpg"), "no photo")
	write(t, filepath.Join(faces, "d02", "empty.png"), "")
	write(t, filepath.Join(faces, "README.md"), "Drawings.")
	return faces
}

// quiet leaves the progress out of what stderr holds.
func quiet(o outcome) outcome {
	var lines strings.Builder
	for line := range strings.Lines(o.stderr) {
		if !strings.HasSuffix(line, "…\n") {
			lines.WriteString(line)
		}
	}
	o.stderr = lines.String()
	return o
}

func modified(t *testing.T, path string) int64 {
	t.Helper()
	info, err := os.Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	return info.ModTime().UnixNano()
}

// breaker presses Ctrl-C when something is written that holds a word.
type breaker struct {
	bytes.Buffer
	word   string
	cancel context.CancelFunc
}

func (b *breaker) Write(data []byte) (int, error) {
	if bytes.Contains(data, []byte(b.word)) {
		b.cancel()
	}
	return b.Buffer.Write(data)
}
