package cli_test

import (
	"bytes"
	"context"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"siamface/app/cli"
	"siamface/model/face"
	"siamface/model/file"
	"siamface/model/recipes"
	"siamface/model/tower"
	"siamface/model/weights"
)

// randomModel is the file of a small model that has learnt nothing.
func randomModel(t *testing.T) string {
	t.Helper()
	recipe, err := recipes.Find(recipes.Small)
	if err != nil {
		t.Fatal(err)
	}
	net, err := tower.New(recipe.Design, nil, "", 1)
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "model.safetensors")
	if err := (&tower.Model{Tower: net, Judgement: tower.Judgement{Threshold: 0.5, Sure: 0.4}}).Save(path); err != nil {
		t.Fatal(err)
	}
	return path
}

// randomWidth is how many numbers an embedding of randomModel has.
const randomWidth = 384

// readEmbeddings reads a .csv of embeddings.
func readEmbeddings(t *testing.T, path string) (names [][2]string, values []float32) {
	t.Helper()
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil || len(rows) == 0 || len(rows[0]) < 3 || rows[0][2] != "e0" || rows[0][len(rows[0])-1] != fmt.Sprintf("e%d", len(rows[0])-3) {
		t.Fatalf("%s: %v", path, err)
	}
	for _, row := range rows[1:] {
		names = append(names, [2]string{row[0], row[1]})
		for _, text := range row[2:] {
			v, err := strconv.ParseFloat(text, 32)
			if err != nil {
				t.Fatal(err)
			}
			values = append(values, float32(v))
		}
	}
	return names, values
}

func TestEmbed(t *testing.T) {
	faces, model, out := draw(t, 2, 3, 1), randomModel(t), filepath.Join(t.TempDir(), "e.csv")
	copyTo(t, filepath.Join(faces, "d01", "1.pgm"), filepath.Join(faces, "d02", "copy.pgm"))
	cut := flat(t, filepath.Join(faces, "d02", "zz.png"), 1)
	damage(t, cut)
	doc := succeed(t, "embed", faces, "--model", model, "--out", out, "--json").document(t)
	keys(t, doc, "files", "origin", "people", "photos", "width", "resumed", "no_face", "skipped")
	if doc["people"] != 2.0 || doc["photos"] != 7.0 || doc["width"] != float64(randomWidth) || doc["resumed"] != 0.0 || len(doc["skipped"].([]any)) != 1 {
		t.Errorf("embed reports %v", doc)
	}
	names, values := readEmbeddings(t, out)
	want := [][2]string{
		{"d01/1.pgm", "d01"},
		{"d01/2.pgm", "d01"},
		{"d01/3.pgm", "d01"},
		{"d02/1.pgm", "d02"},
		{"d02/2.pgm", "d02"},
		{"d02/3.pgm", "d02"},
		{"d02/copy.pgm", "d02"},
	}
	if !slices.Equal(names, want) {
		t.Fatalf("rows %v", names)
	}
	if !slices.Equal(values[:randomWidth], values[6*randomWidth:]) || slices.Equal(values[:randomWidth], values[randomWidth:2*randomWidth]) {
		t.Error("the embeddings are not those of their photos")
	}
	if info, err := os.Stat(out); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("mode %v, %v", info.Mode(), err)
	}
	if _, err := os.Stat(out + ".partial"); err == nil {
		t.Error("unfinished work is left of finished work")
	}
}

func TestEmbedFormats(t *testing.T) {
	faces, model, out := draw(t, 2, 3, 1), randomModel(t), filepath.Join(t.TempDir(), "e.csv")
	succeed(t, "embed", faces, "--model", model, "--out", out)
	_, values := readEmbeddings(t, out)
	tensors := strings.TrimSuffix(out, ".csv") + ".safetensors"
	if o := succeed(t, "embed", faces, "--model", model, "--out", tensors); !strings.HasPrefix(o.stdout, fmt.Sprintf("2 people, 6 photos: %d numbers each, in %s", randomWidth, tensors)) {
		t.Errorf("embed says %q", o.stdout)
	}
	f, err := weights.ReadSafetensors(tensors, weights.Limits{})
	if err != nil || !slices.Equal(f.Tensors["embeddings"].Data, values) {
		t.Errorf("safetensors hold other embeddings, %v", err)
	}
	matrix := strings.TrimSuffix(out, ".csv") + ".npy"
	o := succeed(t, "embed", faces, "--model", model, "--out", matrix)
	if info, err := os.Stat(matrix); err != nil || info.Size() != 128+4*6*randomWidth || !strings.Contains(o.stdout, "e.npy and ") {
		t.Errorf("%v, %v; embed says %q", info, err, o.stdout)
	}
}

// damage spoils a picture's pixels and leaves head and end as they are.
func damage(t *testing.T, path string) {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	for i := len(data) / 2; i < len(data)/2+20; i++ {
		data[i] ^= 0xff
	}
	write(t, path, string(data))
}

// stoppedAfter runs embed in chunks of two photos and presses Ctrl-C when stderr holds a word.
func stoppedAfter(t *testing.T, word string, args ...string) outcome {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	var stdout bytes.Buffer
	stderr := &breaker{word: word, cancel: cancel}
	code := cli.RunInSmallChunks(ctx, args, &stdout, stderr)
	return outcome{code, stdout.String(), stderr.String()}
}

func TestEmbedGoesOn(t *testing.T) {
	faces, model, dir := draw(t, 2, 3, 1), randomModel(t), t.TempDir()
	out := filepath.Join(dir, "e.csv")
	args := []string{"embed", faces, "--model", model, "--out", out, "--json"}
	o := stoppedAfter(t, "4 of 6", args...)
	if o.code != 1 || o.stdout != "" || !strings.Contains(o.stderr, "siamface: stopped: 4 embeddings are kept in "+out+".partial, and the same command goes on from there.\n") {
		t.Fatalf("exit code %d, stdout %q, stderr %q", o.code, o.stdout, o.stderr)
	}
	if info, err := os.Stat(out + ".partial"); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("unfinished work: %v, %v", info, err)
	}
	if _, err := os.Stat(out); err == nil {
		t.Error("there is a result already")
	}
	// A photo that has changed since then is computed anew, whatever its name.
	copyTo(t, filepath.Join(faces, "d02", "3.pgm"), filepath.Join(faces, "d01", "2.pgm"))
	if doc := succeed(t, args...).document(t); doc["resumed"] != 3.0 || doc["photos"] != 6.0 {
		t.Errorf("the second run reports %v", doc)
	}
	fresh := filepath.Join(dir, "fresh.csv")
	succeed(t, "embed", faces, "--model", model, "--out", fresh)
	names, values := readEmbeddings(t, out)
	wantNames, want := readEmbeddings(t, fresh)
	if !slices.Equal(names, wantNames) {
		t.Errorf("rows %v, want %v", names, wantNames)
	}
	for i := range want {
		if d := values[i] - want[i]; d > 1e-5 || d < -1e-5 {
			t.Fatalf("number %d is %v, and %v without the interruption", i, values[i], want[i])
		}
	}
	if left, _ := os.ReadDir(dir); len(left) != 2 {
		t.Errorf("left %v", left)
	}
}

// What was computed really isn't again: an embedding put into the unfinished work comes out.
func TestEmbedTakesWhatIsThere(t *testing.T) {
	faces, model, out := draw(t, 2, 2, 1), randomModel(t), filepath.Join(t.TempDir(), "e.csv")
	args := []string{"embed", faces, "--model", model, "--out", out}
	stoppedAfter(t, "2 of 4", args...)
	data, err := os.ReadFile(out + ".partial")
	if err != nil {
		t.Fatal(err)
	}
	lines := bytes.Split(data, []byte("\n"))
	var entry map[string]any
	if err := json.Unmarshal(lines[1], &entry); err != nil {
		t.Fatal(err)
	}
	entry["embedding"] = make([]byte, 4*randomWidth)
	lines[1], _ = json.Marshal(entry)
	write(t, out+".partial", string(bytes.Join(lines, []byte("\n"))))
	if o := succeed(t, args...); !strings.Contains(o.stdout, "An earlier run had left the embeddings of 2 photos.") {
		t.Errorf("embed says %q", o.stdout)
	}
	if _, values := readEmbeddings(t, out); slices.Max(values[:randomWidth]) != 0 || slices.Min(values[:randomWidth]) != 0 || slices.Max(values[randomWidth:2*randomWidth]) == 0 {
		t.Error("an embedding that was there was computed again")
	}
	write(t, out+".partial", "somebody's notes")
	failed(t, call(t, append(args, "--force")...), 1, "not one of Siamface's")
}

func TestEmbedStoppedAtOnce(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	dir := t.TempDir()
	args := []string{"embed", draw(t, 2, 2, 1), "--model", randomModel(t), "--out", filepath.Join(dir, "e.csv")}
	cancel()
	var stdout, stderr bytes.Buffer
	code := cli.Run(ctx, args, &stdout, &stderr)
	failed(t, outcome{code, stdout.String(), stderr.String()}, 1, "nothing was kept")
	if left, _ := os.ReadDir(dir); len(left) != 0 {
		t.Errorf("left %v", left)
	}
}

func TestEmbedFaces(t *testing.T) {
	withNetworks(t)
	folder, out := t.TempDir(), filepath.Join(t.TempDir(), "e.csv")
	copyTo(t, realPhoto(t, "people", "joe-biden", "1.jpg"), filepath.Join(folder, "b", "one.jpg"))
	flat(t, filepath.Join(folder, "b", "none.png"), 10)
	doc := succeed(t, "embed", folder, "--out", out, "--json").document(t)
	if none := doc["no_face"].([]any); len(none) != 1 || none[0] != "b/none.png" || doc["width"] != float64(face.BuiltIn().Size) {
		t.Errorf("embed reports %v", doc)
	}
	if names, _ := readEmbeddings(t, out); len(names) != 2 {
		t.Errorf("rows %v", names)
	}
}

// TestOneEmbedWritesAFile: a second one is told who writes.
func TestOneEmbedWritesAFile(t *testing.T) {
	out := filepath.Join(t.TempDir(), "e.csv")
	held, err := file.Hold(out, "embed")
	if err != nil {
		t.Fatal(err)
	}
	defer held.Release()
	failed(t, quiet(call(t, "embed", draw(t, 2, 1, 1), "--out", out)), 1, "is being written by somebody else: process")
}
