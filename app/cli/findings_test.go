package cli_test

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"siamface/model/realdata"
)

// findings are those of a scan, as kind and files.
func findings(t *testing.T, args ...string) []string {
	t.Helper()
	list := []string{}
	for _, f := range succeed(t, append([]string{"scan"}, args...)...).document(t)["findings"].([]any) {
		keys(t, f, "kind", "files", "people", "detail")
		f := f.(map[string]any)
		list = append(list, fmt.Sprintf("%v%v%v", f["kind"], f["files"], f["people"]))
	}
	return list
}

func TestScanFindsThePairsAmongThePhotos(t *testing.T) {
	faces := filepath.Dir(filepath.Dir(realPhoto(t, "people", "joe-biden", "1.jpg")))
	want := []string{
		"duplicate[barack-obama/2.jpg barack-obama/3.jpg][barack-obama]",
		"duplicate[joe-biden/1.jpg joe-biden/3.jpg][joe-biden]",
		"lone-photo[lin-manuel-miranda/1.png][lin-manuel-miranda]",
	}
	if got := findings(t, faces, "--json"); !slices.Equal(got, want) {
		t.Errorf("found %q, want %q", got, want)
	}
}

// The people's folders lie one level deeper than they may, so that nobody uses their photos: the copies are told all the same.
func TestScanFindsThePairsOneLevelDeeper(t *testing.T) {
	photos := filepath.Dir(filepath.Dir(filepath.Dir(realPhoto(t, "people", "joe-biden", "1.jpg"))))
	want := []string{
		"duplicate[people/barack-obama/2.jpg people/barack-obama/3.jpg][]",
		"duplicate[people/joe-biden/1.jpg people/joe-biden/3.jpg][]",
	}
	for _, args := range [][]string{{photos, "--json"}, {photos, "--json", "--quick"}} {
		if got := findings(t, args...); !slices.Equal(got, want) {
			t.Errorf("%q found %q, want %q", args, got, want)
		}
	}
}

func TestScanAudits(t *testing.T) {
	faces := draw(t, 8, 3, 1)
	copyTo(t, filepath.Join(faces, "d01", "1.pgm"), filepath.Join(faces, "d02", "4.pgm"))
	write(t, filepath.Join(faces, "d03", "cut.gif"), "GIF89a\x10\x00\x10\x00\x80\x00\x00\x00\x00\x00\xff\xff\xff,\x00\x00\x00\x00\x10\x00\x10\x00\x00\x02")
	twice, tiny, cut := "duplicate[d01/1.pgm d02/4.pgm][d01 d02]", "tiny[d03/cut.gif][d03]", "unreadable[d03/cut.gif][d03]"
	if got := findings(t, faces, "--json", "--quick"); !slices.Equal(got, []string{twice, tiny}) {
		t.Errorf("the quick scan found %q", got)
	}
	if got := findings(t, faces, "--json"); !slices.Equal(got, []string{twice, cut, tiny}) {
		t.Errorf("found %q", got)
	}
	text := succeed(t, "scan", faces).stdout
	for _, says := range []string{"Found 1 file there twice or more (duplicate):\n  The same file twice, under 2 people: d01 and d02", "    d01/1.pgm\n    d02/4.pgm\n", "d03/cut.gif can't be used: cut off."} {
		if !strings.Contains(text, says) {
			t.Errorf("scan doesn't say %q:\n%s", says, text)
		}
	}

	list := write(t, filepath.Join(t.TempDir(), "list.txt"), "# seen\nd03\\cut.gif\nd07/none.pgm\n")
	o := succeed(t, "scan", faces, "--exclude", list, "--exclude-duplicates")
	if !strings.Contains(o.stdout, "The audit found nothing.") || !strings.Contains(o.stderr, "Left out 1 of the 2 files in "+list) || !strings.Contains(o.stderr, "Left out 1 copy of") {
		t.Errorf("scan says %q, %q", o.stdout, o.stderr)
	}
	odd := write(t, list, "D03/CUT.gif\nd04/./1.pgm\nD05\\1.PGM\n") // as other systems and programs spell them
	if o := succeed(t, "scan", faces, "--exclude", odd); !strings.Contains(o.stderr, "Left out 3 of the 3 files") {
		t.Errorf("scan says %q", o.stderr)
	}
	failed(t, call(t, "scan", faces, "--exclude", ""), 2, "--exclude needs a file")
	failed(t, call(t, "scan", faces, "--exclude", list+".none"), 1, "list of files to leave out")
	failed(t, call(t, "scan", faces, "--exclude", write(t, list, "../x\n")), 1, "line 1")
}

// TestScanFindsOnePersonInTwoFolders: of ORL's people no two are one, but the two halves of one person's photos are.
func TestScanFindsOnePersonInTwoFolders(t *testing.T) {
	if testing.Short() {
		t.Skip("some seconds")
	}
	withNetworks(t)
	orl := realdata.Path(t, "orl", "Training")
	people, err := os.ReadDir(orl)
	if err != nil {
		t.Fatal(err)
	}
	faces := t.TempDir()
	take := func(person, name string, from, to int) {
		for n := from; n <= to; n++ {
			copyTo(t, filepath.Join(orl, person, fmt.Sprintf("%d.pgm", n)), filepath.Join(faces, name, fmt.Sprintf("%d.pgm", n)))
		}
	}
	for _, p := range people {
		take(p.Name(), p.Name(), 1, 3)
	}
	take("s1", "again", 4, 6)
	want := []string{"same-person[again/4.pgm again/5.pgm again/6.pgm s1/1.pgm s1/2.pgm s1/3.pgm][again s1]"}
	if got := findings(t, faces, "--faces", "--json"); !slices.Equal(got, want) {
		t.Errorf("found %q, want %q", got, want)
	}
}
