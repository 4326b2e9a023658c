package audit_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"image"
	"image/png"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"siamface/model/audit"
	"siamface/model/dataset"
	"siamface/model/photo"
	"siamface/model/realdata"
	"siamface/model/sample"
)

// folder is a folder of faces that a test makes.
type folder struct {
	*testing.T
	root string
}

// drawings are those of drawn, as PNG by their names, made once.
var drawings = sync.OnceValue(func() map[string][]byte {
	made := map[string][]byte{}
	for i, person := range []string{"train/ann", "train/ben", "train/cem", "test/dan", "test/eve"} {
		for n := range 3 {
			var b bytes.Buffer
			if err := png.Encode(&b, sample.Draw(i, n, 1)); err == nil {
				made[fmt.Sprintf("%s/%d.png", person, n+1)] = b.Bytes()
			}
		}
	}
	return made
})

// drawn is a folder of drawn people, ann, ben and cem to train and dan and eve to test, three photos each.
func drawn(t *testing.T) folder {
	f := folder{t, t.TempDir()}
	for name, data := range drawings() {
		f.write(name, data)
	}
	return f
}

func (f folder) path(name string) string { return filepath.Join(f.root, filepath.FromSlash(name)) }

func (f folder) write(name string, data []byte) {
	f.Helper()
	if err := os.MkdirAll(filepath.Dir(f.path(name)), 0o755); err != nil {
		f.Fatal(err)
	}
	if err := os.WriteFile(f.path(name), data, 0o644); err != nil {
		f.Fatal(err)
	}
}

func (f folder) picture(name string, img image.Image) {
	f.Helper()
	f.write(name, nil)
	if err := photo.SavePNG(f.path(name), img); err != nil {
		f.Fatal(err)
	}
}

func (f folder) copy(from, to string) {
	f.Helper()
	data, err := os.ReadFile(f.path(from))
	if err != nil {
		f.Fatal(err)
	}
	f.write(to, data)
}

func (f folder) open() *dataset.Dataset {
	f.Helper()
	d, err := dataset.Open(f.Context(), f.root, nil)
	if err != nil {
		f.Fatal(err)
	}
	return d
}

// audit runs the whole audit but for faces.
func (f folder) audit() audit.Audit {
	f.Helper()
	a, err := audit.Run(f.Context(), f.open(), audit.Options{Decode: true}, nil)
	if err != nil {
		f.Fatal(err)
	}
	return a
}

// only is the one finding.
func only(t *testing.T, a audit.Audit) audit.Finding {
	t.Helper()
	if len(a.Findings) != 1 {
		t.Fatalf("found %+v, want one finding", a.Findings)
	}
	return a.Findings[0]
}

func TestDuplicates(t *testing.T) {
	for name, c := range map[string]struct {
		to     []string
		people []string
		leak   bool
		detail string
	}{
		"one person":   {[]string{"train/ann/4.png"}, []string{"ann"}, false, "The same file twice, both of ann."},
		"three times":  {[]string{"train/ann/4.png", "train/ann/5.png"}, []string{"ann"}, false, "The same file 3 times, all of ann."},
		"two people":   {[]string{"train/ben/4.png"}, []string{"ann", "ben"}, false, "The same file twice, under 2 people: ann and ben."},
		"two splits":   {[]string{"test/dan/4.png"}, []string{"ann", "dan"}, true, "The same file twice, under 2 people: ann and dan; a leak between train and test."},
		"many of them": {[]string{"train/ann/4.png", "train/ben/copy", "test/eve/0.png"}, []string{"ann", "ben", "eve"}, true, "The same file 4 times, under 3 people: ann, ben and eve; a leak between train and test."},
	} {
		t.Run(name, func(t *testing.T) {
			f := drawn(t)
			for _, to := range c.to {
				f.copy("train/ann/1.png", to)
			}
			want := audit.Finding{Kind: audit.Duplicate, Files: append([]string{"train/ann/1.png"}, c.to...), People: c.people, Detail: c.detail, Leak: c.leak}
			for _, run := range []func() (audit.Audit, error){
				func() (audit.Audit, error) { return audit.Quick(t.Context(), f.open(), nil) },
				func() (audit.Audit, error) { return f.audit(), nil },
			} {
				a, err := run()
				if err != nil {
					t.Fatal(err)
				}
				if got := only(t, a); fmt.Sprint(got) != fmt.Sprint(want) {
					t.Errorf("got  %v\nwant %v", got, want)
				}
				if !slices.Equal(a.Copies(), c.to) {
					t.Errorf("copies %v, want %v", a.Copies(), c.to)
				}
				warnings := strings.Join(a.Warnings(), " ")
				if strings.Contains(warnings, "Leak: 1 picture stands") != c.leak || strings.Contains(warnings, "names of two") != (name == "two people") {
					t.Errorf("warnings %q", warnings)
				}
			}
		})
	}
}

// TestDuplicatesAreThoseOfANaiveLoop compares every file with every other, byte by byte.
func TestDuplicatesAreThoseOfANaiveLoop(t *testing.T) {
	f := folder{t, t.TempDir()}
	contents := map[string]string{}
	for person := range 6 {
		for n := range 12 {
			name := fmt.Sprintf("p%d/%d.pgm", person, n)
			contents[name] = fmt.Sprintf("P5 2 %d 255\n%s", 1+n%2, strings.Repeat(string(rune('a'+person*n%7)), 4))
			f.write(name, []byte(contents[name]))
		}
	}
	a, err := audit.Quick(t.Context(), f.open(), nil)
	if err != nil {
		t.Fatal(err)
	}
	together := map[[2]string]bool{}
	for _, finding := range a.Findings {
		for _, x := range finding.Files {
			for _, y := range finding.Files {
				together[[2]string{x, y}] = finding.Kind == audit.Duplicate
			}
		}
	}
	for x, one := range contents {
		for y, other := range contents {
			if want := one == other && x != y; together[[2]string{x, y}] != want && x != y {
				t.Errorf("%s and %s in one group: %v, want %v", x, y, !want, want)
			}
		}
	}
}

// Copies that are nobody's photos are told too, but there is nothing to leave out of them.
func TestStrayCopies(t *testing.T) {
	for name, c := range map[string]struct {
		to     []string
		people []string
		strays int
		copies []string
		detail string
	}{
		"one stray":   {[]string{"zoo/people/ann/1.png"}, []string{"ann"}, 1, nil, "The same file twice, as a photo of ann and once where it is nobody's and isn't used."},
		"two strays":  {[]string{"1.png", "zoo/1.png"}, []string{"ann"}, 2, nil, "The same file 3 times, as a photo of ann and twice where it is nobody's and isn't used."},
		"and a photo": {[]string{"test/dan/4.png", "train/ann/old/1.png"}, []string{"ann", "dan"}, 1, []string{"test/dan/4.png"}, "The same file 3 times, under 2 people: ann and dan, and once where it is nobody's and isn't used; a leak between train and test."},
	} {
		t.Run(name, func(t *testing.T) {
			f := drawn(t)
			for _, to := range c.to {
				f.copy("train/ann/1.png", to)
			}
			want := audit.Finding{Kind: audit.Duplicate, Files: append([]string{"train/ann/1.png"}, c.to...), People: c.people, Detail: c.detail, Leak: len(c.people) > 1, Strays: c.strays}
			a := f.audit()
			if got := only(t, a); fmt.Sprint(got) != fmt.Sprint(want) {
				t.Errorf("got  %v\nwant %v", got, want)
			}
			if !slices.Equal(a.Copies(), c.copies) {
				t.Errorf("copies %v, want %v", a.Copies(), c.copies)
			}
			if left := a.For(f.open().Without(c.copies)); len(left.Findings) != 1 || left.Findings[0].Leak || len(left.Copies()) > 0 {
				t.Errorf("without the copies: %+v", left.Findings)
			}
		})
	}
}

// Strays are compared among themselves, by bytes and by what they show; what is wrong with one of them is nobody's trouble.
func TestStraysAlone(t *testing.T) {
	f := drawn(t)
	f.picture("zoo/people/x/1.png", sample.Draw(40, 0, 1))
	f.copy("zoo/people/x/1.png", "zoo/people/y/2.png")
	f.picture("zoo/people/y/half.png", photo.Half(sample.Draw(40, 0, 1)))
	f.write("zoo/people/y/cut.pgm", []byte("P5 92 112 255\nshort"))
	f.write("zoo/people/y/words.jpg", []byte("no photo"))
	f.write("zoo/people/z/cut.gif", []byte("GIF89a\x10\x00\x10\x00\x80\x00\x00\x00\x00\x00\xff\xff\xff,\x00\x00\x00\x00\x10\x00\x10\x00\x00\x02"))
	want := []audit.Finding{
		{Kind: audit.Duplicate, Files: []string{"zoo/people/x/1.png", "zoo/people/y/2.png"}, Strays: 2, Detail: "The same file twice, where they are nobody's photos and aren't used."},
		{Kind: audit.NearDuplicate, Files: []string{"zoo/people/x/1.png", "zoo/people/y/2.png", "zoo/people/y/half.png"}, Strays: 3, Detail: "Nearly the same picture 3 times, where they are nobody's photos and aren't used."},
	}
	a := f.audit()
	if got, want := lines(a.Findings), lines(want); got != want {
		t.Errorf("got\n%swant\n%s", got, want)
	}
	if len(a.Copies())+len(a.Warnings()) > 0 {
		t.Errorf("copies %q, warnings %q", a.Copies(), a.Warnings())
	}
	for _, finding := range a.Findings {
		if finding.People == nil {
			t.Error("people are no list")
		}
	}
}

func TestFindingsAsJSON(t *testing.T) {
	f := drawn(t)
	f.copy("train/ann/1.png", "train/ann/2.png")
	data, err := json.Marshal(f.audit().Findings)
	want := `[{"kind":"duplicate","files":["train/ann/1.png","train/ann/2.png"],"people":["ann"],"detail":"The same file twice, both of ann."}]`
	if err != nil || string(data) != want {
		t.Errorf("got  %s, %v\nwant %s", data, err, want)
	}
	if data, err := json.Marshal(drawn(t).audit().Findings); err != nil || string(data) != "[]" {
		t.Errorf("nothing found is %s, %v", data, err)
	}
}

func TestDrawnPeopleAreDifferent(t *testing.T) {
	root := filepath.Join(t.TempDir(), "faces")
	if err := sample.Write(t.Context(), root, 48, 3, 1, nil); err != nil {
		t.Fatal(err)
	}
	f := folder{t, root}
	if found := f.audit().Findings; len(found) > 0 {
		t.Errorf("found %+v", found)
	}
}

func TestWhatTheHeadersTell(t *testing.T) {
	f := drawn(t)
	f.picture("train/lone/1.png", sample.Draw(20, 1, 1))
	f.picture("train/ann/narrow.png", image.NewGray(image.Rect(0, 0, audit.TinySide-1, 200)))
	f.picture("train/ann/small.png", image.NewGray(image.Rect(0, 0, audit.TinySide, audit.TinySide)))
	f.picture("train/ben/wide.png", image.NewGray(image.Rect(0, 0, 50_001, 1000)))
	f.write("train/ben/claims.pgm", []byte("P5 40000 40000 255\n"))
	f.write("train/cem/notes.txt", []byte("blonde"))
	f.write("train/cem/empty.jpg", nil)
	f.write("test/dan/cut.pgm", []byte("P5 92 112 255\nshort"))
	f.write("README.md", []byte("Not a person's."))
	f.write("train/list.txt", []byte("Neither."))
	f.write("train/dan/0.png", nil) // the second folder of that name
	f.picture("train/dan/1.png", sample.Draw(30, 0, 1))
	a, err := audit.Quick(t.Context(), f.open(), nil)
	if err != nil {
		t.Fatal(err)
	}
	want := []audit.Finding{
		{Kind: audit.SamePerson, Files: []string{"train/dan/1.png"}, People: []string{"dan"}, Detail: "train/dan and test/dan are one person by name, on two sides of the split; only the photos of train/dan are used."},
		{Kind: audit.LonePhoto, Files: []string{"train/dan/1.png"}, People: []string{"dan"}, Detail: "dan has one photo, which makes no genuine pair."},
		{Kind: audit.LonePhoto, Files: []string{"train/lone/1.png"}, People: []string{"lone"}, Detail: "lone has one photo, which makes no genuine pair."},
		{Kind: audit.Unreadable, Files: []string{"train/cem/empty.jpg"}, People: []string{"cem"}, Detail: "train/cem/empty.jpg can't be used: empty file.", Reason: "empty file"},
		{Kind: audit.Unreadable, Files: []string{"train/cem/notes.txt"}, People: []string{"cem"}, Detail: "train/cem/notes.txt can't be used: not a photo.", Reason: "not a photo"},
		{Kind: audit.Unreadable, Files: []string{"train/dan/0.png"}, People: []string{"dan"}, Detail: "train/dan/0.png can't be used: empty file.", Reason: "empty file"},
		{Kind: audit.Tiny, Files: []string{"train/ann/narrow.png"}, People: []string{"ann"}, Detail: "train/ann/narrow.png has 29 × 200 pixels: too few to tell a face by."},
		{Kind: audit.Huge, Files: []string{"train/ben/wide.png"}, People: []string{"ben"}, Detail: "train/ben/wide.png has 50001 × 1000 pixels: a smaller copy serves as well, and is read in a fraction of the time."},
		{Kind: audit.Huge, Files: []string{"train/ben/claims.pgm"}, People: []string{"ben"}, Detail: "train/ben/claims.pgm can't be used: too large: 40000 × 40000 pixels.", Reason: "too large: 40000 × 40000 pixels"},
	}
	if got, want := lines(a.Findings), lines(want); got != want {
		t.Errorf("got\n%swant\n%s", got, want)
	}
}

func lines(findings []audit.Finding) string {
	var b strings.Builder
	for _, f := range findings {
		fmt.Fprintln(&b, f)
	}
	return b.String()
}

// What is broken behind a good header is found by decoding alone.
func TestBrokenInside(t *testing.T) {
	f := drawn(t)
	data, err := os.ReadFile(f.path("train/ann/1.png"))
	if err != nil {
		t.Fatal(err)
	}
	data[len(data)/2] ^= 0xff
	f.write("train/ann/flipped.png", data)
	f.write("test/dan/cut.gif", []byte("GIF89a\x10\x00\x10\x00\x80\x00\x00\x00\x00\x00\xff\xff\xff,\x00\x00\x00\x00\x10\x00\x10\x00\x00\x02"))
	if quick, err := audit.Quick(t.Context(), f.open(), nil); err != nil || len(quick.Findings) != 1 || quick.Count(audit.Tiny) != 1 {
		t.Errorf("the quick audit found %+v, %v", quick.Findings, err)
	}
	a := f.audit()
	if a.Count(audit.Unreadable) != 2 || a.Findings[0].Files[0] != "train/ann/flipped.png" || a.Findings[1].Detail != "test/dan/cut.gif can't be used: cut off." {
		t.Errorf("found %+v", a.Findings)
	}
	d := f.open().Without([]string{"test/dan/cut.gif", "train/ann/flipped.png"})
	if left := a.For(d).Findings; len(left) > 0 {
		t.Errorf("still found %+v", left)
	}
}

// A file that goes away meanwhile is a finding and no end of the audit.
func TestVanishedFile(t *testing.T) {
	f := drawn(t)
	f.copy("train/ann/1.png", "test/eve/4.png")
	d := f.open()
	if err := os.Remove(f.path("test/eve/4.png")); err != nil {
		t.Fatal(err)
	}
	a, err := audit.Run(t.Context(), d, audit.Options{Decode: true}, nil)
	if err != nil {
		t.Fatal(err)
	}
	if got := only(t, a); got.Kind != audit.Unreadable || got.Detail != "test/eve/4.png can't be used: no such file." {
		t.Errorf("found %+v", got)
	}
}

// TestForAnotherSplit takes the files away: nothing may be read again.
func TestForAnotherSplit(t *testing.T) {
	f := drawn(t)
	f.copy("train/ann/1.png", "train/ben/4.png")
	f.picture("train/cem/small.png", photo.Resize(sample.Draw(2, 1, 1), 60, 70))
	d := f.open()
	a := f.audit()
	if err := os.RemoveAll(f.root); err != nil {
		t.Fatal(err)
	}
	if a.Findings[0].Leak || a.Count(audit.Duplicate) != 1 || a.Count(audit.NearDuplicate) != 1 {
		t.Fatalf("found %+v", a.Findings)
	}
	if err := d.SetSplit("ben", dataset.Validation); err != nil {
		t.Fatal(err)
	}
	if got := a.For(d).Findings[0]; !got.Leak || !strings.HasSuffix(got.Detail, "; a leak between train and validation.") {
		t.Errorf("after ben went to validation: %+v", got)
	}
	if got := a.For(d.Without(a.Copies())); got.Count(audit.Duplicate) != 0 || got.Count(audit.NearDuplicate) != 1 {
		t.Errorf("without the copies: %+v", got.Findings)
	}
	if got := a.For(d.Without([]string{"train/cem/small.png", "train/cem/1.png", "train/cem/3.png"})); got.Count(audit.NearDuplicate) != 0 || got.Count(audit.LonePhoto) != 1 {
		t.Errorf("with one photo of cem: %+v", got.Findings)
	}
}

// TestCopiesLeftOut: the audit of a folder, told anew without its copies, is that of the folder without them.
func TestCopiesLeftOut(t *testing.T) {
	f := drawn(t)
	f.copy("train/ann/1.png", "train/ann/4.png")
	f.copy("train/ann/1.png", "test/dan/4.png")
	f.copy("train/ben/2.png", "stray/deep/down/2.png")
	f.picture("train/cem/small.png", photo.Resize(sample.Draw(0, 0, 1), 60, 70))
	whole := f.audit()
	if len(whole.Copies()) != 2 {
		t.Fatalf("copies %q", whole.Copies())
	}
	rest := f.open().Without(whole.Copies())
	embeddings := map[string][]float32{"train/ann/2.png": {1, 0}, "test/eve/1.png": {1, 0}, "train/ben/1.png": {-1, 0}}
	got, err := whole.ComparePeople(t.Context(), rest, embeddings)
	if err != nil {
		t.Fatal(err)
	}
	want, err := audit.Run(t.Context(), rest, audit.Options{Decode: true, Embeddings: embeddings}, nil)
	if err != nil || want.Count(audit.SamePerson) != 1 || want.Count(audit.NearDuplicate) != 1 {
		t.Fatalf("found %+v, %v", want.Findings, err)
	}
	if lines(got.Findings) != lines(want.Findings) {
		t.Errorf("got\n%swant\n%s", lines(got.Findings), lines(want.Findings))
	}
}

func TestCancel(t *testing.T) {
	f := drawn(t)
	f.copy("train/ann/1.png", "train/ben/4.png")
	d := f.open()
	for _, stage := range []audit.Stage{audit.Hashing, audit.Decoding, audit.Comparing} {
		ctx, cancel := context.WithCancel(t.Context())
		last := 0
		_, err := audit.Run(ctx, d, audit.Options{Decode: true}, func(s audit.Stage, done, total int) {
			if done < 1 || done > total {
				t.Errorf("%s: %d of %d", s, done, total)
			}
			if s == stage {
				cancel()
			}
			last = slices.Index([]audit.Stage{audit.Hashing, audit.Decoding, audit.Comparing}, s)
		})
		cancel()
		if !errors.Is(err, context.Canceled) || last != slices.Index([]audit.Stage{audit.Hashing, audit.Decoding, audit.Comparing}, stage) {
			t.Errorf("cancelled in %s: %v, went on to stage %d", stage, err, last)
		}
	}
}

// ORL's pictures were taken a moment apart: very alike, and yet no copies.
func TestORLHasNoCopies(t *testing.T) {
	f := folder{t, realdata.Path(t, "orl")}
	if d := f.open(); d.Photos() != 400 {
		t.Skipf("%d of ORL's 400 pictures are there", d.Photos())
	}
	if found := f.audit().Findings; len(found) > 0 {
		t.Errorf("found %+v", found)
	}
}

func TestTheTwoPairsAmongThePhotos(t *testing.T) {
	f := folder{t, realdata.Path(t, "photos", "people")}
	var got []string
	for _, finding := range f.audit().Findings {
		if finding.Kind == audit.Duplicate || finding.Kind == audit.NearDuplicate {
			got = append(got, fmt.Sprint(finding.Kind, finding.Files))
		}
	}
	if want := []string{"duplicate[barack-obama/2.jpg barack-obama/3.jpg]", "duplicate[joe-biden/1.jpg joe-biden/3.jpg]"}; !slices.Equal(got, want) {
		t.Errorf("found %q, want %q", got, want)
	}
}

// TestDrawingsAreNobody: to a network that was taught faces all drawings are one person, which is no finding.
func TestDrawingsAreNobody(t *testing.T) {
	dir := t.TempDir()
	if err := sample.Write(t.Context(), dir, 3, 2, 1, nil); err != nil {
		t.Fatal(err)
	}
	d, err := dataset.Open(t.Context(), dir, nil)
	if err != nil {
		t.Fatal(err)
	}
	alike := map[string][]float32{}
	for _, p := range dataset.PhotosOf(d.People) {
		alike[p.Path] = []float32{1, 0}
	}
	found, err := audit.Run(t.Context(), d, audit.Options{Embeddings: alike}, nil)
	if err != nil || len(found.Findings) > 0 {
		t.Errorf("the audit of drawings found %v, %v", found.Findings, err)
	}
	if err := os.Remove(filepath.Join(dir, ".drawn")); err != nil {
		t.Fatal(err)
	}
	if found, err = audit.Run(t.Context(), d, audit.Options{Embeddings: alike}, nil); err != nil || len(found.Findings) != 3 {
		t.Errorf("without their mark the audit found %v, %v", found.Findings, err)
	}
}
