package group_test

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"siamface/model/album"
	"siamface/model/dataset"
	"siamface/model/group"
	"siamface/model/realdata"
	"siamface/model/recipes"
)

// copyPhoto copies a real photo into a folder.
func copyPhoto(t *testing.T, from, to string) {
	t.Helper()
	data, err := os.ReadFile(from)
	if err == nil {
		err = os.MkdirAll(filepath.Dir(to), 0o700)
	}
	if err == nil {
		err = os.WriteFile(to, data, 0o600)
	}
	if err != nil {
		t.Fatal(err)
	}
}

// TestPhotos puts real photos together: two people's, one of which is also on a photo of two; a stranger's; no face; a broken file.
func TestPhotos(t *testing.T) {
	realdata.Faces(t)
	people, dir := realdata.Path(t, "photos", "people"), t.TempDir()
	for name, from := range map[string]string{
		"b/1.jpg": "barack-obama/1.jpg", "b/2.jpg": "barack-obama/2.jpg", "3.jpg": "joe-biden/1.jpg", "4.jpg": "joe-biden/2.jpg",
		"5.jpg": "rose-leslie/1.jpg", "both.jpg": "../groups/obama-and-biden.jpg",
	} {
		matches, _ := filepath.Glob(filepath.Join(people, strings.TrimSuffix(filepath.FromSlash(from), filepath.Ext(from))) + ".*")
		if len(matches) == 0 {
			t.Skipf("%s isn't there", from)
		}
		copyPhoto(t, matches[0], filepath.Join(dir, filepath.FromSlash(name)))
	}
	for name, text := range map[string]string{"bad.jpg": "no photo", "notes.txt": "notes", ".hidden.jpg": "hidden"} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.WriteFile(filepath.Join(dir, "grey.pgm"), append([]byte("P5 64 64 255\n"), make([]byte, 64*64)...), 0o600); err != nil {
		t.Fatal(err)
	}
	m, err := recipes.Untrained(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	reader, err := album.Open(t.Context(), m)
	if err != nil {
		t.Fatal(err)
	}
	defer reader.Close()
	files, skipped, err := dataset.FindLoose(t.Context(), dir)
	if err != nil || len(skipped) != 1 || skipped[0].Path != "notes.txt" {
		t.Fatalf("skipped %v, %v", skipped, err)
	}
	stages := map[group.Stage]bool{}
	got, err := group.Photos(t.Context(), reader, dir, files, group.Options{Threshold: group.UsualThreshold(m.Judgement)}, func(s group.Stage, _, _ int) { stages[s] = true })
	if err != nil {
		t.Fatal(err)
	}
	var sets []string
	for _, p := range got.People {
		sets = append(sets, strings.Join(p.Files, " "))
	}
	slices.Sort(sets)
	if want := []string{"3.jpg 4.jpg both.jpg", "b/1.jpg b/2.jpg both.jpg"}; !slices.Equal(sets, want) {
		t.Errorf("people %q, want %q", sets, want)
	}
	if !slices.Equal(got.Unassigned, []string{"5.jpg"}) || !slices.Equal(got.NoFace, []string{"grey.pgm"}) {
		t.Errorf("unassigned %v, without a face %v", got.Unassigned, got.NoFace)
	}
	if !slices.Contains(got.Strangers.Files, "5.jpg") || len(got.Strangers.Boxes) != len(got.Strangers.Files) {
		t.Errorf("strangers: %+v", got.Strangers)
	}
	if len(got.Skipped) != 1 || got.Skipped[0].Path != "bad.jpg" || len(stages) != 2 {
		t.Errorf("skipped %v, stages %v", got.Skipped, stages)
	}
	if got, err = group.Photos(t.Context(), reader, dir, files, group.Options{Threshold: 1.05, Least: 1}, nil); err != nil || !slices.ContainsFunc(got.People, func(p group.Person) bool { return slices.Equal(p.Files, []string{"5.jpg"}) }) || len(got.Unassigned) != 0 {
		t.Errorf("with people of one photo: %v, %v", got, err)
	}
}

func TestWriteFolder(t *testing.T) {
	root, above := t.TempDir(), t.TempDir()
	for _, name := range []string{"a/1.jpg", "b/1.JPG", "2.jpg"} {
		copyPhoto(t, "example_test.go", filepath.Join(root, filepath.FromSlash(name)))
	}
	people := []group.Person{{Name: "Zoë", Files: []string{"a/1.jpg", "b/1.JPG"}}, {Name: "../..", Files: []string{"2.jpg"}}, {Name: "zoë", Files: []string{"2.jpg"}}}
	for name, place := range map[string]group.Placing{"linked": group.Link, "copied": group.Copy} {
		out := filepath.Join(above, name, "deep")
		if err := group.WriteFolder(root, out, people, place); err != nil {
			t.Fatal(err)
		}
		got, _ := filepath.Glob(filepath.Join(out, "*", "*"))
		for i := range got {
			got[i], _ = filepath.Rel(out, got[i])
		}
		slices.Sort(got)
		if want := []string{"--/2.jpg", "Zoë/1-2.JPG", "Zoë/1.jpg", "zoë-2/2.jpg"}; !slices.Equal(got, want) {
			t.Errorf("%s: %q, want %q", name, got, want)
		}
		info, err := os.Lstat(filepath.Join(out, "Zoë", "1.jpg"))
		if err != nil || (info.Mode()&os.ModeSymlink != 0) != (name == "linked") {
			t.Errorf("%s: %v, %v", name, info, err)
		}
		if err := group.WriteFolder(root, out, people, place); err == nil {
			t.Errorf("%s: a folder with something in it was written to", name)
		}
	}
	entries, _ := os.ReadDir(filepath.Join(above, "linked"))
	if len(entries) != 1 {
		t.Errorf("%d things lie beside the folder", len(entries)-1)
	}
}

// TestCheckFolder: neither may lie in the other, by no detour.
func TestCheckFolder(t *testing.T) {
	root, other := t.TempDir(), t.TempDir()
	link := filepath.Join(other, "link")
	if err := os.Symlink(root, link); err != nil {
		t.Fatal(err)
	}
	for _, out := range []string{root, filepath.Join(root, "new"), filepath.Join(root, "new", "deep"), filepath.Dir(root), filepath.Join(link, "new")} {
		if group.CheckFolder(root, out) == nil {
			t.Errorf("%s was allowed beside %s", out, root)
		}
	}
	if err := group.CheckFolder(root, filepath.Join(other, "new", "deep")); err != nil {
		t.Error(err)
	}
}

// TestWriteFolderFails: a photo that is gone leaves nothing behind.
func TestWriteFolderFails(t *testing.T) {
	root, above := t.TempDir(), t.TempDir()
	if err := group.WriteFolder(root, filepath.Join(above, "out"), []group.Person{{Name: "a", Files: []string{"gone.jpg"}}}, group.Copy); err == nil {
		t.Error("a photo that is gone was copied")
	}
	if entries, _ := os.ReadDir(above); len(entries) != 0 {
		t.Errorf("left behind: %v", entries)
	}
}

func TestWriteList(t *testing.T) {
	at := filepath.Join(t.TempDir(), "people.csv")
	if err := group.WriteList(at, []group.Person{{Name: "=1+1", Files: []string{"a, b.jpg"}}}); err != nil {
		t.Fatal(err)
	}
	data, err := os.ReadFile(at)
	if err != nil || !strings.HasPrefix(string(data), "file,person\n\"a, b.jpg\",") || strings.Contains(string(data), ",=1") {
		t.Errorf("%q, %v", data, err)
	}
}
