package cli_test

import (
	"bytes"
	"encoding/csv"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"siamface/model/audit"
	"siamface/model/cache"
	"siamface/model/file"
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
	run := filepath.Join(kept, "run")
	model := filepath.Join(run, "model.safetensors")
	succeed(t, "train", faces, "--run", run, "--recipe", "gradients", "--threads", "1", "--exclude", left)
	succeed(t, "evaluate", faces, "--model", model, "--split", "all", "--report", filepath.Join(kept, "report"))
	for _, ending := range []string{"csv", "npy", "safetensors"} {
		succeed(t, "embed", faces, "--model", model, "--out", filepath.Join(kept, "e."+ending))
	}
	return faces, kept, caches
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
	if page := filepath.Join(kept, "report", "report.html"); others() != held-1 {
		t.Errorf("%d files name the other, before %d with %s", others(), held, page)
	}
	reasons := doc["kept"].([]any)
	if len(reasons) != 1 || !strings.Contains(reasons[0].(map[string]any)["reason"].(string), "has learned from them") {
		t.Errorf("kept: %v", reasons)
	}
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
	run := filepath.Join(kept, "run")
	model := filepath.Join(run, "model.safetensors")
	succeed(t, "histogram", run, "--out", filepath.Join(t.TempDir(), "h.png"))
	succeed(t, "verify", filepath.Join(faces, "d01", "1.pgm"), filepath.Join(faces, "d03", "1.pgm"), "--model", model)
	succeed(t, "evaluate", faces, "--model", model, "--split", "all", "--report", filepath.Join(kept, "report"), "--force")
	for _, name := range []string{"e.csv", "e.files.csv"} {
		if rows := strings.Count(string(readAll(t, kept)[filepath.Join(kept, name)]), "\n"); rows != 1+8*4-4 { // the copy among the other's photos is theirs, too
			t.Errorf("%s has %d rows", name, rows)
		}
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
	failed(t, call(t, "forget", who), 1, "name the folder of faces with --folder")
	failed(t, call(t, "forget", "Nobody At All", "--run", kept), 1, "nothing is known of Nobody At All")
	failed(t, call(t, "forget", who, "--run", filepath.Join(kept, "none")), 1, "can't look into")
	failed(t, call(t, "forget"), 2, "PERSON or PHOTO is missing")
	failed(t, call(t, "forget", who, "--folder", ""), 2, "--folder needs a value")

	text := succeed(t, "forget", who, "--run", kept).stdout
	var unknown []string // but for the photo that the run left out, whose sum it doesn't know
	for _, path := range findTraces(t, list, kept, caches) {
		if !strings.HasPrefix(path, caches) {
			unknown = append(unknown, path)
		}
	}
	if len(unknown) > 0 || !strings.Contains(text, "has learned from them") || !strings.Contains(text, "Removed what was kept of 3 photos") {
		t.Errorf("in %q; it says %s", unknown, text)
	}
	if len(findTraces(t, []string{"d01/1.pgm", sum}, kept)) < 5 {
		t.Fatal("nothing is known of the photo")
	}
	succeed(t, "forget", sum, "--run", kept)
	if found := findTraces(t, []string{"d01/1.pgm", sum}, filepath.Join(kept, "run"), caches); len(found) > 0 {
		t.Errorf("there is something of the photo in %q", found)
	}
}
