package cli_test

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// looseFolder is a folder of loose photos: some of two people, one of both, one of a stranger, and what is none.
func looseFolder(t *testing.T) string {
	dir := t.TempDir()
	for name, from := range map[string][]string{
		"x/1.jpg": {"people", "barack-obama", "1.jpg"}, "x/2.jpg": {"people", "barack-obama", "2.jpg"}, "3.jpg": {"people", "joe-biden", "1.jpg"},
		"4.jpg": {"people", "joe-biden", "2.jpg"}, "5.jpg": {"people", "rose-leslie", "1.jpg"}, "both.jpg": {"groups", "obama-and-biden.jpg"},
	} {
		at := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(at), 0o700); err != nil {
			t.Fatal(err)
		}
		copyTo(t, realPhoto(t, from...), at)
	}
	flat(t, filepath.Join(dir, "none.png"), 70)
	write(t, filepath.Join(dir, "text.jpg"), "no photo")
	write(t, filepath.Join(dir, "notes.txt"), "notes")
	return dir
}

func TestGroup(t *testing.T) {
	withNetworks(t)
	folder, above := looseFolder(t), t.TempDir()
	out := filepath.Join(above, "people")
	doc := succeed(t, "group", folder, "--json", "--out", out, "--copy").document(t)
	keys(t, doc, "people", "unassigned", "no_face", "skipped", "threshold", "network", "out")
	var sets []string
	for _, p := range doc["people"].([]any) {
		keys(t, p, "name", "files")
		sets = append(sets, joinTexts(p.(map[string]any)["files"]))
	}
	slices.Sort(sets)
	if want := []string{"3.jpg 4.jpg both.jpg", "both.jpg x/1.jpg x/2.jpg"}; !slices.Equal(sets, want) {
		t.Errorf("people %q, want %q", sets, want)
	}
	if joinTexts(doc["unassigned"]) != "5.jpg" || joinTexts(doc["no_face"]) != "none.png" || len(doc["skipped"].([]any)) != 2 {
		t.Errorf("unassigned %v, no face %v, skipped %v", doc["unassigned"], doc["no_face"], doc["skipped"])
	}
	if made, _ := filepath.Glob(filepath.Join(out, "*", "*")); len(made) != 6 {
		t.Errorf("written: %v", made)
	}
	failed(t, call(t, "group", folder, "--out", out), 1, "something is in it")
	failed(t, call(t, "group", folder, "--out", filepath.Join(folder, "new")), 1, "it lies in the folder of the photos")
	list := filepath.Join(above, "people.csv")
	o := succeed(t, "group", folder, "--out", list, "--fmr", "0.0001", "--least", "4")
	if !strings.Contains(o.stdout, "0 people; 6 photos unassigned, 1 photo without a face, 2 files skipped.\nWritten to "+list) {
		t.Errorf("it says:\n%s", o.stdout)
	}
	if text, err := os.ReadFile(list); err != nil || string(text) != "file,person\n" {
		t.Errorf("the list holds %q, %v", text, err)
	}
}

func TestGroupFlags(t *testing.T) {
	folder := t.TempDir()
	for says, args := range map[string][]string{
		"--threshold and --fmr exclude": {"--threshold", "1", "--fmr", "0.1"}, "--link needs --out": {"--link"},
		"--link and --copy exclude": {"--link", "--copy", "--out", "x"}, "not a table": {"--copy", "--out", "x.csv"},
		"--out needs a folder": {"--out", ""}, "--threshold can't be 0": {"--threshold", "0"}, "give a distance": {"--fmr", "0.1", "--model", "x"},
	} {
		failed(t, call(t, append([]string{"group", folder}, args...)...), 2, says)
	}
	failed(t, call(t, "group", folder), 1, "there are no photos in")
	failed(t, call(t, "group", filepath.Join(folder, "none")), 1, "there is no folder")
}

// joinTexts joins a JSON list of texts.
func joinTexts(list any) string {
	var texts []string
	for _, v := range list.([]any) {
		texts = append(texts, v.(string))
	}
	return strings.Join(texts, " ")
}
