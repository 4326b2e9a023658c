package report_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"encoding/csv"
	"encoding/hex"
	"encoding/json"
	"html"
	"image/jpeg"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"siamface/model/dataset"
	"siamface/model/evaluate"
	"siamface/model/figure"
	"siamface/model/pairlist"
	"siamface/model/report"
	"siamface/model/verify"
)

func TestDocument(t *testing.T) {
	d := faces(t)
	doc := document(t, d)
	if doc.Data.People != 6 || doc.Data.Photos != 18 || doc.Listed != 6*3+2*27 || doc.Protocol.Kind != report.KindFolds || len(doc.Protocol.Folds) != 2 {
		t.Errorf("data %+v, %d pairs, protocol %s", doc.Data, doc.Listed, doc.Protocol.Kind)
	}
	if want := naiveHash(t, d); doc.Data.SHA256 != want {
		t.Errorf("hash %s, want %s", doc.Data.SHA256, want)
	}
	if h := doc.Histogram; len(h.Edges) != len(h.Genuine)+1 || sum(h.Genuine) != 18 || sum(h.Impostor) != 54 {
		t.Errorf("histogram of %d and %d pairs", sum(h.Genuine), sum(h.Impostor))
	}
	c := doc.Curves[report.ThisModel]
	if len(c.Points) == 0 || len(c.FNMRAtFMR) == 0 || len(c.FMR) == 0 || len(doc.Curves[verify.BaselinePixels].Points) == 0 {
		t.Errorf("curves without points or bands: %d points, %d bands", len(c.Points), len(c.FNMRAtFMR))
	}
	for _, b := range slices.Concat(c.FNMRAtFMR, c.FMR, c.FNMR) {
		if b.Low > b.High || b.Low < 0 || b.High > 1 {
			t.Errorf("interval %+v", b)
		}
	}
}

func naiveHash(t *testing.T, d *dataset.Dataset) string {
	var lines []string
	for _, p := range d.People {
		for _, ph := range p.Photos {
			data, err := os.ReadFile(d.Abs(ph))
			if err != nil {
				t.Fatal(err)
			}
			one := sha256.Sum256(data)
			lines = append(lines, hex.EncodeToString(one[:])+"\n")
		}
	}
	slices.Sort(lines)
	all := sha256.Sum256([]byte(strings.Join(lines, "")))
	return hex.EncodeToString(all[:])
}

func sum(counts []int) (n int) {
	for _, c := range counts {
		n += c
	}
	return n
}

// TestConfusingPairs compares with all pairs sorted.
func TestConfusingPairs(t *testing.T) {
	d := faces(t)
	f := folded(t, d)
	doc := document(t, d)
	for _, same := range []bool{false, true} {
		var all []float64
		for _, p := range f.Pairs {
			if p.Same == same {
				all = append(all, p.Distance)
			}
		}
		slices.Sort(all)
		got := doc.Confusing.Impostors
		if same {
			slices.Reverse(all)
			got = doc.Confusing.Genuine
		}
		if len(got) != 12 {
			t.Fatalf("%d pairs", len(got))
		}
		for i, p := range got {
			x, _, _ := strings.Cut(p.FileX, "/")
			y, _, _ := strings.Cut(p.FileY, "/")
			if p.Distance != all[i] || (x == y) != same {
				t.Errorf("pair %d: %+v, want distance %v", i, p, all[i])
			}
		}
	}
}

// TestSameAgain builds the same evaluation twice.
func TestSameAgain(t *testing.T) {
	d := faces(t)
	var pages, data []string
	for range 2 {
		doc := document(t, d)
		doc.Made = time.Unix(0, 0).UTC()
		dir := written(t, doc, report.Options{Faces: true})
		pages, data = append(pages, read(t, dir, report.PageFile)), append(data, read(t, dir, report.DataFile))
	}
	if pages[0] != pages[1] || data[0] != data[1] {
		t.Error("the same evaluation gives two reports")
	}
}

func TestWrittenReport(t *testing.T) {
	doc := document(t, faces(t))
	for _, c := range []struct {
		name  string
		check func(*testing.T, *report.Document)
	}{
		{"escapes", checkEscapes}, {"self-contained", checkSelfContained}, {"figures", checkFigures}, {"data", checkData}, {"pairs", checkPairs},
	} {
		t.Run(c.name, func(t *testing.T) { c.check(t, doc) })
	}
}

func checkEscapes(t *testing.T, doc *report.Document) {
	dir := written(t, doc, report.Options{Faces: true})
	page := read(t, dir, report.PageFile)
	for _, bad := range []string{"<script", "<b>that", `alt="o'"`, "javascript:"} {
		if strings.Contains(page, bad) {
			t.Errorf("the page contains %q", bad)
		}
	}
	for _, name := range []string{report.PageFile, report.DataFile, report.PairsFile} {
		text := read(t, dir, name)
		if strings.ContainsAny(text, "\x1b\a\r\u202e") || !utf8.ValidString(text) {
			t.Errorf("%s holds what moves a cursor, or broken UTF-8", name)
		}
		if info, err := os.Stat(filepath.Join(dir, name)); err != nil || info.Mode().Perm() != 0o600 {
			t.Errorf("others can read %s: %v, %v", name, info.Mode(), err)
		}
	}
	checkNamesComeBack(t, doc, read(t, dir, report.PairsFile))
	plain := html.UnescapeString(page)
	for _, want := range []string{evil, quote, "a change <b>that</b> nobody translated"} {
		if !strings.Contains(plain, want) {
			t.Errorf("the page doesn't show %q", want)
		}
	}
}

// checkNamesComeBack: no cell of the table is a formula, and its names are those of the photos.
func checkNamesComeBack(t *testing.T, doc *report.Document, table string) {
	rows, err := csv.NewReader(strings.NewReader(table)).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	for _, row := range rows {
		for _, cell := range row {
			if strings.IndexAny(cell, "=+-@") == 0 {
				t.Errorf("the cell %q is a formula", cell)
			}
		}
	}
	odds := 0
	for pair, err := range pairlist.ReadScored(strings.NewReader(table)) {
		if err != nil {
			t.Fatal(err)
		}
		if filepath.Dir(pair.FileX) == odd {
			odds++
		}
	}
	if odds == 0 {
		t.Errorf("no pair of %q came back", odd)
	}
}

var (
	source  = regexp.MustCompile(`(?:src|href|url)\s*[=(]\s*"?([^")\s>]+)`)
	jpegURL = regexp.MustCompile(`src="data:image/jpeg;base64,([^"]+)"`)
)

// checkSelfContained decodes each picture, and looks for what would need the network.
func checkSelfContained(t *testing.T, doc *report.Document) {
	page := read(t, written(t, doc, report.Options{Faces: true}), report.PageFile)
	found := jpegURL.FindAllStringSubmatch(page, -1)
	if len(found) != 2*24 {
		t.Errorf("%d pictures, want two for each of 24 pairs", len(found))
	}
	for i, m := range found {
		data, err := base64.StdEncoding.DecodeString(html.UnescapeString(m[1]))
		if err != nil {
			t.Fatalf("picture %d: %v", i, err)
		}
		if _, err := jpeg.Decode(bytes.NewReader(data)); err != nil {
			t.Errorf("picture %d: %v", i, err)
		}
	}
	for _, m := range source.FindAllStringSubmatch(page, -1) {
		if !strings.HasPrefix(m[1], "data:image/jpeg") {
			t.Errorf("the page asks for %.80s", m[1])
		}
	}
	hidden := read(t, written(t, doc, report.Options{}), report.PageFile)
	if strings.Contains(hidden, "<img") || strings.Contains(hidden, "data:image/") {
		t.Error("a report without faces shows pictures")
	}
	if first := doc.Confusing.Impostors[0].FileX; !strings.Contains(html.UnescapeString(hidden), first) {
		t.Errorf("a report without faces doesn't name %s", first)
	}
}

func checkFigures(t *testing.T, doc *report.Document) {
	page := read(t, written(t, doc, report.Options{Language: report.Chinese}), report.PageFile)
	want := 1 // the training's
	for _, kind := range figure.ListKinds() {
		if kind.Note.Whole() {
			want++
		}
	}
	if n := strings.Count(page, "<svg "); n != 2*want || want < 5 {
		t.Errorf("%d figures, want %d in each language", n, want)
	}
	if strings.Contains(page, `fill:#`) {
		t.Error("a figure has a colour that doesn't follow the theme")
	}
	if !strings.Contains(page, `<html lang="zh">`) || !strings.Contains(page, `aria-label="中文" checked`) || strings.Contains(page, `aria-label="English" checked`) {
		t.Error("the page doesn't open in Chinese")
	}
	for _, want := range []string{report.Percent(*doc.Test.EER, doc.Test.Genuine), doc.Data.SHA256, report.Quote(doc.Command), doc.Versions.Go} {
		if !strings.Contains(html.UnescapeString(page), want) {
			t.Errorf("the page doesn't say %q", want)
		}
	}
}

func checkData(t *testing.T, doc *report.Document) {
	var back report.Document
	if err := json.Unmarshal([]byte(read(t, written(t, doc, report.Options{}), report.DataFile)), &back); err != nil {
		t.Fatal(err)
	}
	a, _ := json.Marshal(doc)
	b, _ := json.Marshal(back)
	if !bytes.Equal(a, b) {
		t.Errorf("report.json reads back as something else:\n%s\n%s", a, b)
	}
}

func checkPairs(t *testing.T, doc *report.Document) {
	table := read(t, written(t, doc, report.Options{}), report.PairsFile)
	lines := strings.Split(strings.TrimSpace(table), "\n")
	if lines[0] != "file_x,file_y,same,distance,fold" || len(lines) != 1+doc.Listed {
		t.Fatalf("%d lines, the first %q", len(lines), lines[0])
	}
	scores, err := evaluate.ReadScores(strings.NewReader(table))
	if err != nil || scores.Genuine().N() != 18 || scores.Impostor().N() != 54 {
		t.Errorf("read back: %d genuine and %d impostor pairs, %v", scores.Genuine().N(), scores.Impostor().N(), err)
	}
	doc.SetListed(18 + 54 - 1) // as of too many: the most confusing ones of the scores, here all
	dir := written(t, doc, report.Options{})
	tails := strings.Split(strings.TrimSpace(read(t, dir, report.PairsFile)), "\n")
	slices.Sort(tails)
	slices.Sort(lines)
	if !slices.Equal(tails, lines) {
		t.Errorf("the tails of few pairs aren't all pairs: %d lines, want %d", len(tails), len(lines))
	}
	if page := read(t, dir, report.PageFile); !strings.Contains(page, "71 most confusing of the 72") {
		t.Error("the page doesn't say that the table is cut")
	}
}
