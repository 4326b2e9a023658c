package dataset_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"image"
	"image/jpeg"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"siamface/model/dataset"
	"siamface/model/photo"
)

const face = "P5 2 3 255\nabcdef"

// tree writes files, by their path below a new root. Those that end in / are folders.
func tree(t testing.TB, files map[string]string) string {
	t.Helper()
	root := t.TempDir()
	for name, data := range files {
		path := filepath.Join(root, filepath.FromSlash(name))
		folder := filepath.Dir(path)
		if strings.HasSuffix(name, "/") {
			folder = path
		}
		if err := os.MkdirAll(folder, 0o755); err != nil {
			t.Fatal(err)
		}
		if folder == path {
			continue
		}
		if err := os.WriteFile(path, []byte(data), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return root
}

// faces is a tree of one photo for each of the names.
func faces(names ...string) map[string]string {
	files := map[string]string{}
	for _, name := range names {
		files[name+"/1.pgm"] = face
	}
	return files
}

func open(t testing.TB, root string) *dataset.Dataset {
	t.Helper()
	d, err := dataset.Open(t.Context(), root, nil)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// people are names with their splits.
func people(d *dataset.Dataset) []string {
	var all []string
	for _, p := range d.People {
		all = append(all, p.Name+" "+p.Split.String())
	}
	return all
}

func skipped(d *dataset.Dataset) map[string]string {
	reasons := map[string]string{}
	for _, s := range d.Skipped {
		reasons[s.Path] = s.Reason
	}
	return reasons
}

func checkSkipped(t *testing.T, d *dataset.Dataset, want map[string]string) {
	t.Helper()
	got := skipped(d)
	for path, reason := range want {
		if got[path] != reason {
			t.Errorf("%s: skipped for %q, want %q", path, got[path], reason)
		}
		delete(got, path)
	}
	if len(got) > 0 {
		t.Errorf("skipped besides: %v", got)
	}
}

func TestOpenPlainFolder(t *testing.T) {
	var jpg bytes.Buffer
	if err := jpeg.Encode(&jpg, image.NewGray(image.Rect(0, 0, 5, 4)), nil); err != nil {
		t.Fatal(err)
	}
	d := open(t, tree(t, map[string]string{
		"s10/1.pgm": face, "s2/10.pgm": face, "s2/9.pgm": face, "s2/photo": jpg.String(),
		"Zoë Müller/1.pgm": face, "张伟/照片 1.pgm": face,
		"s2/cut.pgm": face[:12], "s2/notes.txt": "blonde", "s2/empty.jpg": "", "s2/.hidden": "x", "s2/Thumbs.db": "x",
		"s2/deeper/1.pgm": face, "nobody/": "", "broken/1.pgm": "P5", ".git/1.pgm": face,
		"loose.pgm": face, "README.md": "x",
	}))
	if got, want := people(d), []string{"Zoë Müller train", "s2 train", "s10 train", "张伟 train"}; !slices.Equal(got, want) {
		t.Errorf("people %q, want %q", got, want)
	}
	want := []dataset.Photo{
		{Path: "s2/9.pgm", Width: 2, Height: 3, Format: "pgm", Bytes: 17},
		{Path: "s2/10.pgm", Width: 2, Height: 3, Format: "pgm", Bytes: 17},
		{Path: "s2/photo", Width: 5, Height: 4, Format: "jpeg", Bytes: int64(jpg.Len())},
	}
	if got := d.People[1].Photos; !slices.Equal(got, want) {
		t.Errorf("photos %+v, want %+v", got, want)
	}
	checkSkipped(t, d, map[string]string{
		"s2/cut.pgm": photo.CutOff, "s2/notes.txt": photo.NotAPhoto, "s2/empty.jpg": photo.Empty,
		"s2/deeper": "a folder inside a person's folder", "nobody": "no photos in it",
		"broken/1.pgm": photo.NotAPhoto, "broken": "no readable photo in it",
		"loose.pgm": "not in a person's folder", "README.md": photo.NotAPhoto,
	})
	if d.Published || d.Photos() != 6 || len(d.Warnings) != 1 || !strings.Contains(d.Warnings[0], "inside s2 (deeper)") {
		t.Errorf("published %v, %d photos, warnings %q", d.Published, d.Photos(), d.Warnings)
	}
	for _, p := range d.People {
		for _, f := range p.Photos {
			if _, err := os.Stat(d.Abs(f)); err != nil {
				t.Error(err)
			}
		}
	}
}

func TestOpenPublishedSplit(t *testing.T) {
	files := faces("TRAINING/a", "TRAINING/b", "TRAINING/c", "Val/d", "tEsTing/e", "beside")
	files["Val/list.txt"] = "d"
	files["TRAINING/9.pgm"] = face
	files["validation/"] = ""
	d := open(t, tree(t, files))
	if got, want := people(d), []string{"a train", "b train", "c train", "d validation", "e test"}; !slices.Equal(got, want) {
		t.Errorf("people %q, want %q", got, want)
	}
	checkSkipped(t, d, map[string]string{
		"beside": "a folder beside those of the split", "Val/list.txt": photo.NotAPhoto,
		"TRAINING/9.pgm": "not in a person's folder", "validation": "no photos in it",
	})
	if !d.Published || d.Count(dataset.Train) != 3 || d.Count(dataset.Validation) != 1 || d.Count(dataset.Test) != 1 {
		t.Errorf("published %v, people %v", d.Published, people(d))
	}
	if got := d.Of(dataset.Test, dataset.Validation); len(got) != 2 || got[0].Name != "d" || len(d.Of()) != 0 {
		t.Errorf("of test and validation: %+v", got)
	}
}

// A person whose name is that of a split has photos where a split has people.
func TestPersonCalledTest(t *testing.T) {
	d := open(t, tree(t, faces("test", "train", "anna")))
	if got := people(d); d.Published || len(got) != 3 {
		t.Errorf("published %v, people %q", d.Published, got)
	}
}

func TestNobodyStandsInTwoSplits(t *testing.T) {
	d := open(t, tree(t, faces("test/a", "test/b", "train/a", "train/c", "val/c")))
	if got, want := people(d), []string{"a train", "b test", "c train"}; !slices.Equal(got, want) {
		t.Errorf("people %q, want %q", got, want)
	}
	checkSkipped(t, d, map[string]string{"test/a": "the same person as train/a", "val/c": "the same person as train/c"})
	if len(d.Warnings) != 2 {
		t.Errorf("warnings %q", d.Warnings)
	}
}

func TestOpenRefuses(t *testing.T) {
	for name, c := range map[string]struct {
		files map[string]string
		want  string
	}{
		"one person's folder": {map[string]string{"1.pgm": face, "2.pgm": face}, "open the one above it"},
		"nothing":             {nil, "there are no people"},
		"too deep":            {faces("data/Training/a"), "move those in"},
		"all broken":          {map[string]string{"a/1.jpg": "x"}, "a/1.jpg: not a photo"},
	} {
		_, err := dataset.Open(t.Context(), tree(t, c.files), nil)
		if err == nil || !strings.Contains(err.Error(), c.want) || !strings.Contains(err.Error(), "a person is a folder with photos in it") {
			t.Errorf("%s: %v doesn't say %q", name, err, c.want)
		}
	}
	if _, err := dataset.Open(t.Context(), filepath.Join(t.TempDir(), "none"), nil); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("missing folder: %v", err)
	}
}

func TestLinks(t *testing.T) {
	root := tree(t, faces("a", "b"))
	outside := tree(t, faces("c"))
	for link, target := range map[string]string{
		"a/2.pgm": filepath.Join(root, "b", "1.pgm"), "a/3.pgm": filepath.Join(root, "none"), "a/up": root,
		"again": filepath.Join(root, "a"), "loop": root, "other": filepath.Join(outside, "c"), "other2": filepath.Join(outside, "c"),
	} {
		if err := os.Symlink(target, filepath.Join(root, link)); err != nil {
			t.Skip("no links here:", err)
		}
	}
	d := open(t, root)
	if got, want := people(d), []string{"a train", "b train", "other train"}; !slices.Equal(got, want) || len(d.People[0].Photos) != 2 {
		t.Errorf("people %q, want %q; %d photos of a", got, want, len(d.People[0].Photos))
	}
	back := "a link back into the folder"
	checkSkipped(t, d, map[string]string{
		"a/3.pgm": photo.Missing, "a/up": back, "again": back, "loop": back, "other2": "a link to a folder that is read already",
	})
}

func TestProgressAndCancel(t *testing.T) {
	files := map[string]string{}
	for _, person := range []string{"a", "b"} {
		for _, n := range "0123456789abcdefghijklmnopqrstuvwxyz" {
			files[person+"/"+string(n)+".pgm"] = face
		}
	}
	root := tree(t, files)
	var calls []int
	if _, err := dataset.Open(t.Context(), root, func(done int) { calls = append(calls, done) }); err != nil {
		t.Fatal(err)
	}
	if len(calls) != 72 || calls[0] != 1 || !slices.IsSorted(calls) || calls[71] != 72 {
		t.Errorf("progress %v", calls)
	}

	ctx, cancel := context.WithCancel(t.Context())
	last := 0
	_, err := dataset.Open(ctx, root, func(done int) { cancel(); last = done })
	if !errors.Is(err, context.Canceled) || last == 72 {
		t.Errorf("cancelled: %v after %d files", err, last)
	}
	if _, err := dataset.Open(ctx, root, nil); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled before: %v", err)
	}
}

func TestSplitText(t *testing.T) {
	splits := []dataset.Split{dataset.Train, dataset.Validation, dataset.Test}
	text, err := json.Marshal(splits)
	if want := `["train","validation","test"]`; err != nil || string(text) != want {
		t.Errorf("got %s, %v, want %s", text, err, want)
	}
	var back []dataset.Split
	if err := json.Unmarshal(text, &back); err != nil || !slices.Equal(back, splits) {
		t.Errorf("got %v, %v", back, err)
	}
	if err := json.Unmarshal([]byte(`["holiday"]`), &back); err == nil {
		t.Error("read a split of no meaning")
	}
	if _, err := json.Marshal(dataset.Split(7)); err == nil {
		t.Error("wrote a split of no meaning")
	}
}

func TestARunInsideTheFolderIsNoPerson(t *testing.T) {
	files := faces("ann", "ben")
	files["run/figure.pgm"], files["run/model.safetensors"] = face, "a model"
	d := open(t, tree(t, files))
	if len(d.People) != 2 {
		t.Errorf("%d people, want 2", len(d.People))
	}
	checkSkipped(t, d, map[string]string{"run": "a run of Siamface: its pictures are figures"})
}
