package dataset_test

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"golang.org/x/text/unicode/norm"

	"siamface/model/dataset"
	"siamface/model/photo"
	"siamface/model/realdata"
)

// layouts are folders by their files, with whom Open finds and how it understood them.
var layouts = []struct {
	name       string
	files      []string // each a photo, or a folder that ends in /
	people     []string
	understood string
	warnings   int
}{
	{
		"a person called Val with a folder",
		[]string{"Anna/1.pgm", "Ben/1.pgm", "Val/1.pgm", "Val/old/"},
		[]string{"Anna train", "Ben train", "Val train"},
		"3 people, no split folders", 0,
	},
	{
		"with photos in that folder",
		[]string{"Anna/1.pgm", "Ben/1.pgm", "Test/1.pgm", "Test/old/1.pgm", "Test/old/2.pgm"},
		[]string{"Anna train", "Ben train", "Test train"},
		"3 people, no split folders", 1,
	},
	{
		"a folder called Train inside a person",
		[]string{"Anna/1.pgm", "Anna/Train/1.pgm", "Ben/1.pgm", "Ben/Val/1.pgm", "Ben/Test/x/1.pgm"},
		[]string{"Anna train", "Ben train"},
		"2 people, no split folders", 2,
	},
	{
		"two people called Val and Test",
		[]string{"Anna/1.pgm", "Val/1.pgm", "Val/2.pgm", "Val/a/1.pgm", "Test/1.pgm", "Test/2.pgm", "Test/a/1.pgm"},
		[]string{"Anna train", "Test train", "Val train"},
		"3 people, no split folders", 2,
	},
	{
		"only people in splits",
		[]string{"train/a/1.pgm", "train/b/1.pgm", "TEST/c/1.pgm"},
		[]string{"a train", "b train", "c test"},
		"3 people by the split's folders: 2 in train, 1 in test", 0,
	},
	{
		"a split with loose photos",
		[]string{"train/a/1.pgm", "train/b/1.pgm", "train/1.pgm", "test/c/1.pgm", "misc/1.pgm"},
		[]string{"a train", "b train", "c test"},
		"3 people by the split's folders: 2 in train, 1 in test", 0,
	},
	{
		"a few people beside",
		[]string{"Anna/1.pgm", "Ben/1.pgm", "Cem/1.pgm", "Test/x/1.pgm", "Test/y/1.pgm"},
		[]string{"Anna train", "Ben train", "Cem train"},
		"3 people, no split folders", 1,
	},
	{
		"what network storage leaves",
		[]string{
			"p1/1.pgm", "p2/1.pgm", "#recycle/1.pgm", "@Recycle/1.pgm", "@eaDir/1.pgm", "__MACOSX/1.pgm", ".thumbnails/1.pgm", "#snapshot/1.pgm",
			"$RECYCLE.BIN/1.pgm", "lost+found/1.pgm", "System Volume Information/1.pgm", "@Recently-Snapshot/1.pgm", ".@__thumb/1.pgm", "p1/@eaDir/1.pgm",
		},
		[]string{"p1 train", "p2 train"},
		"2 people, no split folders", 0,
	},
	{
		"names that only begin so",
		[]string{"@anna/1.pgm", "#1/1.pgm", "Recycla/1.pgm"},
		[]string{"#1 train", "@anna train", "Recycla train"},
		"3 people, no split folders", 0,
	},
	{
		"open one too deep",
		[]string{"1.pgm", "2.pgm", "old/1.pgm"},
		[]string{"old train"},
		"1 person, no split folders", 1,
	},
	{
		"open one too high, with something beside",
		[]string{"faces/a/1.pgm", "faces/b/1.pgm", "misc/1.pgm"},
		[]string{"misc train"},
		"1 person, no split folders", 1,
	},
}

// treeOf is a tree of photos and folders.
func treeOf(t *testing.T, names []string) string {
	files := map[string]string{}
	for _, name := range names {
		files[name] = face
	}
	return tree(t, files)
}

func TestLayouts(t *testing.T) {
	for _, c := range layouts {
		d := open(t, treeOf(t, c.files))
		if got := people(d); !slices.Equal(got, c.people) {
			t.Errorf("%s: people %q, want %q", c.name, got, c.people)
		}
		if got := d.Understood(); got != c.understood {
			t.Errorf("%s: understood as %q, want %q", c.name, got, c.understood)
		}
		if len(d.Warnings) != c.warnings {
			t.Errorf("%s: warnings %q, want %d", c.name, d.Warnings, c.warnings)
		}
	}
}

// TestErrorNamesTheFolderToOpen: each error says what to do, with the folder's name where it is known.
func TestErrorNamesTheFolderToOpen(t *testing.T) {
	for _, c := range []struct {
		files      []string
		open, want string
	}{
		{[]string{"a/b/faces/x/1.pgm", "a/b/faces/y/1.pgm"}, ".", "open ROOT/a/b/faces (2 folders with photos) instead"},
		{[]string{"orl/Training/x/1.pgm", "orl/Testing/y/1.pgm"}, ".", "open ROOT/orl (2 folders with photos) instead"},
		{[]string{"one/x/1.pgm", "one/y/1.pgm", "two/x/1.pgm", "two/y/1.pgm", "two/z/1.pgm"}, ".", "open ROOT/two (3 folders with photos) or ROOT/one (2 folders with photos) instead"},
		{[]string{"x/2020/1.pgm", "y/2021/1.pgm"}, ".", "move those in ROOT/x and the like up into the person's folder"},
		{[]string{"x/1.pgm", "y/1.pgm"}, "x", "open the one above it, ROOT;"},
		{[]string{"Training/x/1.pgm", "Training/y/1.pgm"}, "Training/x", "open the one above it, ROOT;"},
		{[]string{"1.pgm", "2.pgm"}, ".", "give each a folder of their own"},
		{[]string{"1.pgm", "2.pgm"}, ".", "evaluate --pairs"},
	} {
		root := treeOf(t, c.files)
		want := strings.ReplaceAll(c.want, "ROOT", root)
		if _, err := dataset.Open(t.Context(), filepath.Join(root, c.open), nil); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q opened at %s: %v doesn't say %q", c.files, c.open, err, want)
		}
	}
}

// TestOnePersonSpeltInTwoWays: the published split keeps one of the folders, a folder without splits puts them together.
func TestOnePersonSpeltInTwoWays(t *testing.T) {
	nfc, nfd := "Zoë", norm.NFD.String("Zoë")
	for _, other := range []string{nfd, "ZOË", norm.NFD.String("zoë")} {
		d := open(t, tree(t, map[string]string{
			"train/" + nfc + "/1.pgm": face, "train/Bo/1.pgm": face, "test/" + other + "/2.pgm": face, "test/Cy/1.pgm": face,
		}))
		if got, want := people(d), []string{"Bo train", "Cy test", nfc + " train"}; !slices.Equal(got, want) {
			t.Errorf("%q: people %q, want %q", other, got, want)
		}
		checkSkipped(t, d, map[string]string{"test/" + other: "the same person as train/" + nfc})
		if len(d.Warnings) != 1 || !strings.Contains(d.Warnings[0], "the same person by name") {
			t.Errorf("%q: warnings %q", other, d.Warnings)
		}
		d = open(t, tree(t, map[string]string{nfc + "/1.pgm": face, other + "/2.pgm": face, other + "/cut.pgm": face[:12], "Bo/1.pgm": face}))
		if len(d.People) != 2 || len(d.People[1].Photos) != 2 || len(d.Warnings) != 1 || !strings.Contains(d.Warnings[0], "put together") {
			t.Errorf("%q: people %+v, warnings %q", other, d.People, d.Warnings)
		}
		if n := d.Unreadable(d.People[:1]); n != 0 {
			t.Errorf("%q: %d unreadable files of %s", other, n, d.People[0].Name)
		}
		if n := d.Unreadable(d.People[1:]); n != 1 || d.People[1].Name != min(nfc, other) {
			t.Errorf("%q: %d unreadable files of %s", other, n, d.People[1].Name)
		}
	}
}

func TestLikePeopleAreNamed(t *testing.T) {
	d := open(t, tree(t, faces("Zoë Ray", "zoe_ray", "Bo", "Anna")))
	if len(d.People) != 4 || len(d.Warnings) != 1 || !strings.Contains(d.Warnings[0], "may be one person") {
		t.Errorf("people %q, warnings %q", people(d), d.Warnings)
	}
}

// copyFaces copies the first photos of people of the ORL faces.
func copyFaces(t *testing.T, orl, person, to string, from, until int) {
	t.Helper()
	found, _ := filepath.Glob(filepath.Join(orl, "*", person, "*.pgm"))
	if len(found) < until {
		t.Skipf("%s has too few photos of %s", orl, person)
	}
	if err := os.MkdirAll(to, 0o755); err != nil {
		t.Fatal(err)
	}
	for _, file := range found[from:until] {
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(to, filepath.Base(file)), data, 0o600); err != nil {
			t.Fatal(err)
		}
	}
}

// TestRealFacesDealtUnderTwoSpellings is the case 05 of the shared data.
func TestRealFacesDealtUnderTwoSpellings(t *testing.T) {
	orl := realdata.Path(t, "orl")
	root := t.TempDir()
	for i, name := range []string{"Ana", "Bo", "Çelik", "Dov", "Eva"} {
		copyFaces(t, orl, "s"+string(rune('1'+i)), filepath.Join(root, name), 0, 5)
	}
	copyFaces(t, orl, "s1", filepath.Join(root, "ana"), 5, 10)
	copyFaces(t, orl, "s3", filepath.Join(root, norm.NFD.String("Çelik")), 5, 10)
	d := open(t, root)
	if len(d.People) != 5 || d.Photos() != 35 || len(d.Warnings) != 2 || len(d.Skipped) != 0 {
		t.Errorf("people %q, %d photos, warnings %q, skipped %v", people(d), d.Photos(), d.Warnings, d.Skipped)
	}
}

// FuzzLayouts: whatever the names, nothing ends in a panic, and every photo is somebody's, or skipped with a reason, or hidden.
func FuzzLayouts(f *testing.F) {
	for _, c := range layouts {
		f.Add(strings.Join(c.files, "\n"))
	}
	f.Fuzz(func(t *testing.T, names string) {
		root := t.TempDir()
		for _, name := range strings.Split(names, "\n") {
			if name == "" || len(name) > 200 || !filepath.IsLocal(name) || strings.ContainsRune(name, 0) {
				continue
			}
			at := filepath.Join(root, name)
			if os.MkdirAll(filepath.Dir(at), 0o755) == nil && !strings.HasSuffix(name, "/") {
				_ = os.WriteFile(at, []byte(face), 0o600)
			}
		}
		d, err := dataset.Open(t.Context(), root, nil)
		if err != nil {
			return
		}
		keys := map[string]bool{}
		for _, p := range d.People {
			if keys[p.Name] || len(p.Photos) == 0 {
				t.Errorf("%q stands twice, or has no photo", p.Name)
			}
			keys[p.Name] = true
		}
		for _, s := range d.Skipped {
			if s.Reason == "" || s.Reason == photo.Unreadable && !strings.Contains(s.Path, "/") {
				t.Errorf("%q is skipped for %q", s.Path, s.Reason)
			}
		}
	})
}
