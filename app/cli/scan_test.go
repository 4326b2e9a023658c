package cli_test

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"siamface/model/realdata"
	"siamface/model/spelling"
)

func TestScanFaces(t *testing.T) {
	withNetworks(t)
	folder := t.TempDir()
	copyTo(t, realPhoto(t, "groups", "two-people.jpg"), filepath.Join(folder, "a", "two.jpg"))
	copyTo(t, realPhoto(t, "people", "joe-biden", "1.jpg"), filepath.Join(folder, "b", "one.jpg"))
	flat(t, filepath.Join(folder, "b", "none.png"), 10)
	for range 2 { // the second time, what was found is known already
		doc := succeed(t, "scan", folder, "--faces", "--json").document(t)
		keys(t, doc["faces"], "photos_with", "several", "without")
		if got := fmt.Sprint(doc["faces"]); got != "map[photos_with:2 several:1 without:[b/none.png]]" {
			t.Errorf("faces %s", got)
		}
	}
	text := succeed(t, "scan", folder, "--faces").stdout
	if !strings.Contains(text, "Faces: 1 photo with one, 1 with several, 1 without\n  b/none.png: ") {
		t.Errorf("scan says %s", text)
	}
}

func TestScan(t *testing.T) {
	faces := draw(t, 8, 3, 1)
	write(t, filepath.Join(faces, "d02", "broken.pgm"), "P5 92 112 255\nshort")
	doc := succeed(t, "scan", faces, "--json").document(t)
	keys(t, doc, "folder", "people", "photos", "published_split", "understood", "split", "sizes", "persons", "skipped", "remarks", "warnings", "findings")
	keys(t, doc["split"], "train", "validation", "test")
	keys(t, doc["sizes"], "min_width", "max_width", "min_height", "max_height", "bytes")
	persons, skipped := doc["persons"].([]any), doc["skipped"].([]any)
	keys(t, persons[0], "name", "photos", "split")
	keys(t, skipped[0], "path", "reason")
	if doc["people"] != 8.0 || doc["photos"] != 24.0 || doc["published_split"] != false || len(persons) != 8 {
		t.Errorf("scan found %v", doc)
	}
	split, counted := doc["split"].(map[string]any), map[string]float64{}
	for _, p := range persons {
		counted[p.(map[string]any)["split"].(string)]++
	}
	for _, name := range []string{"train", "validation", "test"} {
		if split[name] != counted[name] || counted[name] < 2 {
			t.Errorf("%v people for %s, listed %v", split[name], name, counted[name])
		}
	}
	if sizes := doc["sizes"].(map[string]any); sizes["min_width"] != 92.0 || sizes["max_height"] != 112.0 || sizes["bytes"].(float64) < 24*92*112 {
		t.Errorf("sizes %v", sizes)
	}
	if s := skipped[0].(map[string]any); s["path"] != "d02/broken.pgm" || s["reason"] != "cut off" || len(skipped) != 1 {
		t.Errorf("skipped %v", skipped)
	}
}

func TestScanInWords(t *testing.T) {
	faces := draw(t, 8, 3, 1)
	write(t, filepath.Join(faces, "d02", "a\nb.pgm"), "")
	text := succeed(t, "scan", faces).stdout
	for _, says := range []string{"8 people, 24 photos, 92×112 pixels", "4 to train, 2 to validate, 2 to test", `"d02/a\nb.pgm": empty file`} {
		if !strings.Contains(text, says) {
			t.Errorf("scan doesn't say %q:\n%s", says, text)
		}
	}
}

// A folder too small to train on can be looked at all the same.
func TestScanFewPeople(t *testing.T) {
	doc := succeed(t, "scan", draw(t, 2, 1, 1), "--json").document(t)
	if warnings := doc["warnings"].([]any); len(warnings) != 1 || !strings.Contains(warnings[0].(string), "too few people") {
		t.Errorf("warnings %v", warnings)
	}
	if skipped, ok := doc["skipped"].([]any); !ok || len(skipped) != 0 {
		t.Errorf("skipped is %v and not an empty list", doc["skipped"])
	}
}

func TestScanORL(t *testing.T) {
	doc := succeed(t, "scan", realdata.Path(t, "orl"), "--json").document(t)
	if doc["people"] != 40.0 || doc["photos"] != 400.0 || doc["published_split"] != true {
		t.Errorf("scan found %v people and %v photos, published split %v", doc["people"], doc["photos"], doc["published_split"])
	}
	var tested []string
	for _, p := range doc["persons"].([]any) {
		if p := p.(map[string]any); p["split"] == "test" {
			tested = append(tested, p["name"].(string))
		}
	}
	if !slices.Equal(tested, []string{"s5", "s6", "s7"}) {
		t.Errorf("the test people are %v", tested)
	}
}

// TestNamesInATerminal: no name of a folder or a file moves the cursor or rings.
func TestNamesInATerminal(t *testing.T) {
	faces := draw(t, 2, 1, 1)
	odd := "a\x1b[2J\a\r\u202eb\xff"
	if err := os.Rename(filepath.Join(faces, "d01"), filepath.Join(faces, odd)); err != nil {
		t.Skipf("no such names here: %v", err)
	}
	for _, args := range [][]string{{"scan", faces}, {"scan", faces, "--json"}, {"scan", filepath.Join(faces, odd)}, {"scan", filepath.Join(faces, odd+"x")}} {
		o := call(t, args...)
		for _, text := range []string{o.stdout, quiet(o).stderr} {
			if strings.ContainsAny(text, "\x1b\a\r\u202e") || !utf8.ValidString(text) {
				t.Errorf("%q wrote %q", args, text)
			}
		}
	}
	doc := succeed(t, "scan", faces, "--json").document(t)
	name := doc["persons"].([]any)[0].(map[string]any)["name"].(string)
	if spelling.FromCell(name) != odd {
		t.Errorf("the name came back as %q", name)
	}
}
