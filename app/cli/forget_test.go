package cli_test

import (
	"bytes"
	"context"
	"encoding/csv"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"siamface/app/cli"
	"siamface/model/audit"
	"siamface/model/cache"
	"siamface/model/database/testserver"
	"siamface/model/file"
	"siamface/model/gallery"
	"siamface/model/gallery/store"
	"siamface/model/run"
)

// who is the person to be forgotten, and other one whose name only looks like theirs.
const (
	who   = "Quartz Ünal"
	other = "Quartz Ünaldi"
)

// traces are what stands in files of somebody: the name, the sums of the photos, and what was computed of them.
func traces(t *testing.T, faces, table string) (list []string) {
	t.Helper()
	list = append(list, who+"/", `"`+who+`"`)
	photos, err := filepath.Glob(filepath.Join(faces, who, "*"))
	if err != nil || len(photos) == 0 {
		t.Fatal(err, photos)
	}
	for _, path := range photos {
		sum, err := file.SHA256(path)
		if err != nil {
			t.Fatal(err)
		}
		list = append(list, sum)
	}
	f, err := os.Open(table)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	for _, row := range rows {
		if row[1] == who {
			list = append(list, row[2]+","+row[3])
		}
	}
	return list
}

// findTraces lists the files below the folders that hold a trace, in their names or their bytes.
func findTraces(t *testing.T, list []string, folders ...string) (found []string) {
	t.Helper()
	for path, data := range readAll(t, folders...) {
		if slices.ContainsFunc(list, func(trace string) bool { return strings.Contains(path, trace) || bytes.Contains(data, []byte(trace)) }) {
			found = append(found, path)
		}
	}
	slices.Sort(found)
	return found
}

func readAll(t *testing.T, folders ...string) map[string][]byte {
	t.Helper()
	all := map[string][]byte{}
	for _, folder := range folders {
		err := filepath.WalkDir(folder, func(path string, e fs.DirEntry, err error) error {
			if err != nil || e.IsDir() {
				return err
			}
			all[path], err = os.ReadFile(path)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	return all
}

// forgettable makes all that the program derives of people: a run, a report, embeddings of each kind, a journal, a list of what is left
// out, and caches.
func forgettable(t *testing.T) (faces, kept, caches string) {
	t.Helper()
	caches, kept = t.TempDir(), t.TempDir()
	t.Setenv(cache.Variable, caches)
	t.Setenv("XDG_CACHE_HOME", t.TempDir())
	t.Setenv("XDG_CONFIG_HOME", t.TempDir())
	faces = draw(t, 8, 4, 1)
	for from, to := range map[string]string{"d02": who, "d05": other} {
		if err := os.Rename(filepath.Join(faces, from), filepath.Join(faces, to)); err != nil {
			t.Fatal(err)
		}
	}
	copyTo(t, filepath.Join(faces, who, "1.pgm"), filepath.Join(faces, "d03", "copy.pgm")) // a finding that names both
	left := write(t, filepath.Join(t.TempDir(), "left.txt"), who+"/4.pgm\nd01/4.pgm\n")
	folder := filepath.Join(kept, "run")
	model := filepath.Join(folder, "model.safetensors")
	succeed(t, "train", faces, "--run", folder, "--recipe", "gradients", "--threads", "1", "--exclude", left)
	succeed(t, "evaluate", faces, "--model", model, "--split", "all", "--report", filepath.Join(kept, "report"))
	for _, ending := range []string{"csv", "npy", "safetensors"} {
		succeed(t, "embed", faces, "--model", model, "--out", filepath.Join(kept, "e."+ending))
	}
	stopTraining(t, faces, filepath.Join(kept, "stopped"))
	forgettableDatabases(t, faces, kept, model)
	return faces, kept, caches
}

// stopTraining leaves a training that isn't done.
func stopTraining(t *testing.T, faces, folder string) {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	args := []string{"train", faces, "--run", folder, "--recipe", "small", "--epochs", "4", "--threads", "1"}
	var stdout bytes.Buffer
	stderr := &breaker{word: "epoch 2/", cancel: cancel}
	if code := cli.Run(ctx, args, &stdout, stderr); code != 0 || !isThere(filepath.Join(folder, run.UnfinishedFile)) {
		t.Fatalf("code %d, stderr %q", code, stderr.String())
	}
}

// TestForgetUnreadable: of an unfinished training that nobody can read it is said that it may be theirs.
func TestForgetUnreadable(t *testing.T) {
	t.Setenv(cache.Variable, t.TempDir())
	t.Setenv("XDG_CONFIG_HOME", t.TempDir())
	faces, folder := draw(t, 8, 2, 1), filepath.Join(t.TempDir(), "run")
	stopTraining(t, faces, folder)
	text := filepath.Join(folder, run.UnfinishedFile)
	data, err := os.ReadFile(text)
	if err != nil {
		t.Fatal(err)
	}
	write(t, text, string(data[:len(data)/2]))
	says := "it is of a training that isn't finished and can't be read any more"
	if o := succeed(t, "forget", "d02", "--run", folder, "--dry-run"); !strings.Contains(o.stdout, text+": "+says) {
		t.Errorf("it says %q", o.stdout)
	}
	if err := os.Remove(text); err != nil { // killed while it cleaned up
		t.Fatal(err)
	}
	if o := succeed(t, "forget", "d02", "--run", folder); !strings.Contains(o.stdout, "running.safetensors: "+says) {
		t.Errorf("it says %q", o.stdout)
	}
}

func isThere(path string) bool {
	_, err := os.Lstat(path)
	return err == nil
}

// forgettableDatabases makes galleries and queues that hold them: work that is done, and work that waits.
func forgettableDatabases(t *testing.T, faces, kept, model string) {
	t.Helper()
	usual := gallery.UsualFile()
	if err := os.MkdirAll(filepath.Dir(usual), 0o700); err != nil {
		t.Fatal(err)
	}
	t.Setenv("SIAMFACE_PASSPHRASE", "pass phrase")
	for _, path := range []string{usual, filepath.Join(kept, "people.gallery"), filepath.Join(kept, "secret.gallery")} {
		enrol(t, path, faces, strings.Contains(path, "secret"))
	}
	work := filepath.Join(kept, "work.db")
	succeed(t, "enqueue", faces, "--queue", work, "--model", model, "--each", "5")
	succeed(t, "enqueue", faces, "--queue", work, "--folds", "2", "--recipe", "gradients", "--threads", "1")
	succeed(t, "worker", "--queue", work, "--drain", "--device", "cpu")
	other := filepath.Join(t.TempDir(), "model.safetensors") // whose record isn't changed, so that work by it can go on
	copyTo(t, model, other)
	succeed(t, "enqueue", faces, "--queue", work, "--model", other, "--each", "5")
	succeed(t, "enqueue", faces, "--queue", work, "--folds", "2", "--recipe", "gradients")
}

// enrol puts all photos into a gallery, with numbers that stand for their faces.
func enrol(t *testing.T, path, faces string, encrypt bool) {
	t.Helper()
	g, err := gallery.Open(t.Context(), path, gallery.Options{Create: true, Encrypt: encrypt, Passphrase: func(bool) (string, error) { return "pass phrase", nil }})
	if err != nil {
		t.Fatal(err)
	}
	defer g.Close()
	files, err := filepath.Glob(filepath.Join(faces, "*", "*.pgm"))
	if err != nil {
		t.Fatal(err)
	}
	var photos []store.Photo
	for i, photo := range files {
		sum, err := file.SHA256(photo)
		if err != nil {
			t.Fatal(err)
		}
		photos = append(photos, store.Photo{Person: filepath.Base(filepath.Dir(photo)), Path: photo, SHA256: sum, Embedding: []float32{float32(i), 1}})
	}
	if _, err := g.Add(t.Context(), store.Network{Name: "test", Size: 2}, photos); err != nil {
		t.Fatal(err)
	}
}

// TestForget: of all that was made of somebody nothing is left, neither name nor numbers, and all that is others' stays.
func TestForget(t *testing.T) {
	faces, kept, caches := forgettable(t)
	remembered, err := audit.RememberedFile(faces)
	if err != nil {
		t.Fatal(err)
	}
	write(t, remembered, who+"/3.pgm\n"+other+"/3.pgm\n")
	config := filepath.Dir(remembered)
	list := traces(t, faces, filepath.Join(kept, "e.csv"))
	others := func() int { return len(findTraces(t, []string{other}, kept, config)) }
	photos, held := readAll(t, faces), others()
	if n := len(findTraces(t, list, kept, caches, config)); n < 15 || held < 8 {
		t.Fatalf("only %d files hold anything of them, and %d of the other", n, held)
	}

	before := readAll(t, kept, caches, config)
	dry := succeed(t, "forget", "--folder", faces, strings.ToLower(who), "--run", kept, "--dry-run", "--json").document(t)
	for path, data := range readAll(t, kept, caches, config) {
		if !bytes.Equal(before[path], data) {
			t.Errorf("a dry run changed %s", path)
		}
	}
	doc := succeed(t, "forget", "--folder", faces, strings.ToLower(who), "--run", kept, "--json").document(t)
	if dry["cache_entries"] != doc["cache_entries"] || doc["cache_entries"].(float64) < 4 || len(dry["changed"].([]any)) < 9 {
		t.Errorf("a dry run says %v, the real one %v", dry, doc)
	}
	if found := findTraces(t, list, kept, caches, config); len(found) > 0 {
		t.Errorf("there is something of them in %q", found)
	}
	if page := filepath.Join(kept, "report", "report.html"); others() != held-2 {
		t.Errorf("%d files name the other, before %d with %s and the training that isn't done", others(), held, page)
	}
	var reasons []string
	for _, k := range doc["kept"].([]any) {
		reasons = append(reasons, filepath.Base(k.(map[string]any)["file"].(string))+": "+k.(map[string]any)["reason"].(string))
	}
	slices.Sort(reasons)
	if len(reasons) != 3 || strings.Count(strings.Join(reasons, ""), "model.safetensors: the model has learned from them") != 2 || !strings.HasPrefix(reasons[2], "secret.gallery: it is encrypted") {
		t.Errorf("kept: %q", reasons)
	}
	if left, _ := filepath.Glob(filepath.Join(kept, "stopped", ".unfinished*")); len(left) > 0 {
		t.Errorf("of the training there is %q", left)
	}
	checkForgottenDatabases(t, kept)
	for path, data := range readAll(t, faces) {
		if !bytes.Equal(photos[path], data) {
			t.Errorf("the photo %s was changed", path)
		}
	}
	for path := range readAll(t, kept, config) {
		if info, err := os.Stat(path); err != nil || info.Mode().Perm() != 0o600 {
			t.Errorf("%s has mode %v (%v)", path, info.Mode().Perm(), err)
		}
	}

	// What is left is whole.
	whole := filepath.Join(kept, "run")
	model := filepath.Join(whole, "model.safetensors")
	succeed(t, "histogram", whole, "--out", filepath.Join(t.TempDir(), "h.png"))
	succeed(t, "verify", filepath.Join(faces, "d01", "1.pgm"), filepath.Join(faces, "d03", "1.pgm"), "--model", model)
	succeed(t, "evaluate", faces, "--model", model, "--split", "all", "--report", filepath.Join(kept, "report"), "--force")
	for _, name := range []string{"e.csv", "e.files.csv"} {
		if rows := strings.Count(string(readAll(t, kept)[filepath.Join(kept, name)]), "\n"); rows != 1+8*4-4 { // the copy among the other's photos is theirs, too
			t.Errorf("%s has %d rows", name, rows)
		}
	}
}

// checkForgottenDatabases looks at what is left in galleries and queues: the others, and their work, which can be done.
func checkForgottenDatabases(t *testing.T, kept string) {
	t.Helper()
	secret := filepath.Join(kept, "secret.gallery")
	succeed(t, "forget", who, "--gallery", secret)
	for _, path := range []string{gallery.UsualFile(), filepath.Join(kept, "people.gallery"), secret} {
		doc := succeed(t, "gallery", "list", "--gallery", path, "--json").document(t)
		if doc["photos"] != 7*4.0 || len(doc["people"].([]any)) != 7 { // d03 has lost the copy of theirs
			t.Errorf("%s holds %v", path, doc)
		}
	}
	work := filepath.Join(kept, "work.db")
	succeed(t, "worker", "--queue", work, "--drain")
	doc := succeed(t, "queue", "status", "--queue", work, "--json").document(t)
	if batches := doc["batches"].([]any); len(batches) != 2 {
		t.Errorf("the queue holds %v", batches)
	}
	for _, batch := range []string{"1", "3"} {
		doc := succeed(t, "queue", "result", batch, "--queue", work, "--out", filepath.Join(t.TempDir(), "e.csv"), "--json").document(t)
		if doc["photos"] != 7*4.0 {
			t.Errorf("batch %s gives %v", batch, doc)
		}
	}
}

// TestForgetOnServers: galleries and queues on a server are named by their addresses, and what a server keeps is said, without a password.
func TestForgetOnServers(t *testing.T) {
	t.Setenv(cache.Variable, t.TempDir())
	t.Setenv("XDG_CONFIG_HOME", t.TempDir())
	address, faces := testserver.Address(t), draw(t, 8, 2, 1)
	enrol(t, address, faces, false)
	succeed(t, "enqueue", faces, "--queue", address, "--folds", "2", "--recipe", "gradients")
	doc := succeed(t, "forget", "d02", "--gallery", address, "--queue", address, "--json").document(t)
	if changed := doc["changed"].([]any); len(changed) != 2 || doc["photos"] != 2.0 {
		t.Errorf("changed %v", doc)
	}
	if reasons := doc["kept"].([]any); len(reasons) == 0 || !strings.Contains(reasons[0].(map[string]any)["reason"].(string), "the server's own log") {
		t.Errorf("kept %v", reasons)
	}
	if doc := succeed(t, "gallery", "list", "--gallery", address, "--json").document(t); doc["photos"] != 14.0 {
		t.Errorf("the gallery holds %v", doc)
	}
	if doc := succeed(t, "queue", "status", "--queue", address, "--json").document(t); len(doc["batches"].([]any)) != 0 {
		t.Errorf("the queue holds %v", doc)
	}
}

// TestForgetWhoIsGone: a run remembers whose photos were which, after they are deleted.
func TestForgetWhoIsGone(t *testing.T) {
	faces, kept, caches := forgettable(t)
	list := traces(t, faces, filepath.Join(kept, "e.csv"))
	one := filepath.Join(faces, "d01", "1.pgm")
	sum, err := file.SHA256(one)
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{filepath.Join(faces, who), one} {
		if err := os.RemoveAll(path); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Remove(gallery.UsualFile()); err != nil {
		t.Fatal(err)
	}
	failed(t, call(t, "forget", who), 1, "name the folder of faces with --folder")
	failed(t, call(t, "forget", "Nobody At All", "--run", kept), 1, "nothing is known of Nobody At All")
	failed(t, call(t, "forget", who, "--run", filepath.Join(kept, "none")), 1, "can't look into")
	failed(t, call(t, "forget"), 2, "PERSON or PHOTO is missing")
	failed(t, call(t, "forget", who, "--folder", ""), 2, "--folder needs a value")

	text := succeed(t, "forget", who, "--run", kept).stdout
	if !strings.Contains(text, "What waits in a queue for a model of these is refused") {
		t.Errorf("forget says %q", text)
	}
	found := findTraces(t, list, kept, caches) // also of the photo that the runs left out: a queue knows its sum
	if len(found) > 0 || !strings.Contains(text, "has learned from them") || !strings.Contains(text, "Removed what was kept of 4 photos") {
		t.Errorf("in %q; it says %s", found, text)
	}
	if len(findTraces(t, []string{"d01/1.pgm", sum}, kept)) < 5 {
		t.Fatal("nothing is known of the photo")
	}
	succeed(t, "forget", sum, "--run", kept)
	if found := findTraces(t, []string{"d01/1.pgm", sum}, filepath.Join(kept, "run"), caches); len(found) > 0 {
		t.Errorf("there is something of the photo in %q", found)
	}
}
