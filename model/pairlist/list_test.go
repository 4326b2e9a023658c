package pairlist_test

import (
	"bytes"
	"errors"
	"io"
	"iter"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/iotest"
	"unicode/utf8"

	"golang.org/x/text/encoding/unicode"

	"siamface/model/pairlist"
	"siamface/model/realdata"
)

var pairsFiles = []struct {
	name, text string
	want       []pairlist.Pair
	fails      string
}{
	{
		"plain", "file_x,file_y,same\na/1.pgm,b/2.pgm,0\na/1.pgm,a/2.pgm,1\n",
		[]pairlist.Pair{{"a/1.pgm", "b/2.pgm", false, ""}, {"a/1.pgm", "a/2.pgm", true, ""}},
		"",
	},
	{
		"other order, other columns, words", "id,SAME,file_y, file_x \n7,Yes,y,x\n8,FALSE,y,x\n9, no ,y,x\n10,True,y,x",
		[]pairlist.Pair{{"x", "y", true, ""}, {"x", "y", false, ""}, {"x", "y", false, ""}, {"x", "y", true, ""}},
		"",
	},
	{"mark and Windows line ends", "\ufefffile_x,file_y,same\r\nx,y,1\r\n\r\n", []pairlist.Pair{{"x", "y", true, ""}}, ""},
	{
		"mark before a quote", "\ufeff\"file_x\",file_y,same\n\"a, b\",\"say \"\"hi\"\"\",1\n",
		[]pairlist.Pair{{"a, b", `say "hi"`, true, ""}},
		"",
	},
	{"Chinese names", "file_x,file_y,same\n张三/1.jpg,李四/2.jpg,0\n", []pairlist.Pair{{"张三/1.jpg", "李四/2.jpg", false, ""}}, ""},
	{
		"folds", "Fold,file_x,file_y,same\n1,x,y,1\n two ,y,x,0\n,z,x,0\n",
		[]pairlist.Pair{{"x", "y", true, "1"}, {"y", "x", false, "two"}, {"z", "x", false, ""}},
		"",
	},
	{"two columns of folds", "file_x,file_y,same,fold,fold\nx,y,1,1,2\n", nil, "two columns fold"},
	{"no fold in a line", "file_x,file_y,same,fold\nx,y,1,1\nx,y,1\n", nil, "line 3"},
	{"only the first line", "file_x,file_y,same\n", nil, ""},
	{"spaces behind quotes", "file_x, file_y, same\r\n\"a, b.pgm\" , \"c.pgm\" , 1\r\n", []pairlist.Pair{{"a, b.pgm", "c.pgm", true, ""}}, ""},
	{"spaces", "file_x, file_y , same\na b.pgm, c.pgm, 1\n", []pairlist.Pair{{"a b.pgm", "c.pgm", true, ""}}, ""},
	{"semicolons", "file_x;file_y;same\na,1.pgm;b.pgm;0,0\n", []pairlist.Pair{{"a,1.pgm", "b.pgm", false, ""}}, ""},
	{"semicolons, said first", "sep=;\nfile_x;file_y;same\nx;y;1\n", []pairlist.Pair{{"x", "y", true, ""}}, ""},
	{"tabs", "note\tfile_x\tfile_y\tsame\n\tx\ty\t1\n", []pairlist.Pair{{"x", "y", true, ""}}, ""},
	{"bars", "file_x|file_y|same\nx | y | 1\n", []pairlist.Pair{{"x ", "y ", true, ""}}, ""},
	{"carriage returns alone", "file_x,file_y,same\rx,y,1\ry,z,0\r", []pairlist.Pair{{"x", "y", true, ""}, {"y", "z", false, ""}}, ""},
	{"numbers", "file_x,file_y,same\nx,y,1.0\nx,z,0.0\nx,w,-1\n", []pairlist.Pair{{"x", "y", true, ""}, {"x", "z", false, ""}, {"x", "w", false, ""}}, ""},
	{"a number between", "file_x,file_y,same\nx,y,0.5\n", nil, "line 2"},
	{"not a number", "file_x,file_y,same\nx,y,NaN\n", nil, "line 2"},
	{"remarks first", "# my pairs\n\nfile_x,file_y,same\nx,y,?\n", nil, "line 4"},
	{"other names", "image1,image2,label\nx,y,1\n", []pairlist.Pair{{"x", "y", true, ""}}, ""},
	{"no names", "a/1.pgm,b/1.pgm,0\nx,y,1\n", []pairlist.Pair{{"a/1.pgm", "b/1.pgm", false, ""}, {"x", "y", true, ""}}, ""},
	{"words", "a/1.pgm b/1.pgm 0\n\nx y 1\n", []pairlist.Pair{{"a/1.pgm", "b/1.pgm", false, ""}, {"x", "y", true, ""}}, ""},
	{"too many words", "a/1.pgm b/1.pgm 0\nx y z 1\n", nil, "line 2"},
	{"names in quotes", "file_x,file_y,same\n\"\"\"=1+1\"\"\",\"\"\"\\x1b\"\"\",1\n", []pairlist.Pair{{"=1+1", "\x1b", true, ""}}, ""},
	{
		"LFW's pairs", "2\t1\nA_B\t1\t2\nA_B\t1\tC\t10000\nC\t3\t4\nC\t1\tA_B\t2\n",
		[]pairlist.Pair{
			{"A_B/A_B_0001", "A_B/A_B_0002", true, "1"},
			{"A_B/A_B_0001", "C/C_10000", false, "1"},
			{"C/C_0003", "C/C_0004", true, "2"},
			{"C/C_0001", "A_B/A_B_0002", false, "2"},
		},
		"",
	},
	{
		"LFW's pairs of one fold", "1\nA\t1\t2\nA\t1\tC\t3\n",
		[]pairlist.Pair{{"A/A_0001", "A/A_0002", true, ""}, {"A/A_0001", "C/C_0003", false, ""}},
		"",
	},
	{
		"LFW's pairs with commas", "name,imagenum1,imagenum2,\nA,1,2,\nA,1,C,3\n",
		[]pairlist.Pair{{"A/A_0001", "A/A_0002", true, ""}, {"A/A_0001", "C/C_0003", false, ""}},
		"",
	},
	{"LFW's pairs, broken", "1\t2\nA\t1\t2\nA\tx\t2\n", nil, "line 3"},
	{"LFW's pairs of no photo", "1\t2\nA\t0\t2\n", nil, "line 2"},
	{
		"LFW's people", "2\n2\nA\t2\nB\t1\n1\nC\t2\n",
		[]pairlist.Pair{
			{"A/A_0001", "A/A_0002", true, "1"},
			{"A/A_0001", "B/B_0001", false, "1"},
			{"A/A_0002", "B/B_0001", false, "1"},
			{"C/C_0001", "C/C_0002", true, "2"},
		},
		"",
	},
	{"LFW's people without folds", "2\nA\t1\nB\t1\n", []pairlist.Pair{{"A/A_0001", "B/B_0001", false, ""}}, ""},
	{"too many people", "1\n1\nA\t5000\n", nil, "more than 10000000 pairs"},
	{"empty", "", nil, "empty"},
	{"only blank lines", "\n\n\n", nil, "empty"},
	{"no column", "file_x,file_y\nx,y\n", nil, "no column same"},
	{"two columns", "file_x,file_y,same,same\nx,y,1,0\n", nil, "two columns same"},
	{"bad same", "file_x,file_y,same\nx,y,1\n\nx,y,maybe\n", nil, "line 4"},
	{"short line", "file_x,file_y,same\nx,y\n", nil, "line 2"},
	{"no name", "file_x,file_y,same\nx,,1\n", nil, "line 2"},
	{"stray quote", "file_x,file_y,same\nx,y\"z,1\n", nil, "line 2"},
	{"open quote", "file_x,file_y,same\nx,\"y,1\n", nil, "line 2"},
}

func TestReadPairs(t *testing.T) {
	for _, c := range pairsFiles {
		t.Run(c.name, func(t *testing.T) {
			got, err := pairlist.Read(iotest.OneByteReader(strings.NewReader(c.text)))
			if c.fails != "" {
				if err == nil || !strings.Contains(err.Error(), c.fails) {
					t.Fatalf("error %v, want one with %q", err, c.fails)
				}
				return
			}
			if err != nil || !slices.Equal(got.Pairs, c.want) || len(got.Lines) != len(got.Pairs) {
				t.Errorf("got %v, %v; want %v", got, err, c.want)
			}
			for _, order := range []unicode.Endianness{unicode.LittleEndian, unicode.BigEndian} {
				for _, mark := range []unicode.BOMPolicy{unicode.UseBOM, unicode.IgnoreBOM} {
					text, _ := unicode.UTF16(order, mark).NewEncoder().String(strings.TrimPrefix(c.text, "\ufeff"))
					if again, err := pairlist.Read(strings.NewReader(text)); err != nil || !slices.Equal(again.Pairs, c.want) {
						t.Errorf("as UTF-16: got %v, %v", again, err)
					}
				}
			}
		})
	}
}

// review reads a list and reviews it.
func review(t *testing.T, text string, self bool) (pairlist.List, pairlist.Review, error) {
	t.Helper()
	list, err := pairlist.Read(strings.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	r, err := list.Review(self)
	return list, r, err
}

func TestReview(t *testing.T) {
	const head = "file_x,file_y,same\n"
	list, r, err := review(t, head+"a,b,1\na,b,1\nb,a,1\nc,d,1\nd,c,0\nc,d,1\ne,f,0\n", false)
	want := pairlist.Review{Rows: 7, Repeated: 2, Reversed: 1, Contradictory: 3}
	if err != nil || !sameCounts(r, want) || !slices.Equal(list.Pairs, []pairlist.Pair{{"a", "b", true, ""}, {"e", "f", false, ""}}) {
		t.Errorf("%+v of %v, %v", r, list, err)
	}
	said := strings.Join(r.Sentences(), " ")
	for _, part := range []string{"2 rows in the list repeat", "1 of them in the other order", "line 3: a and b, as in line 2", "3 rows in the list call one pair", "line 6: d and c, as in line 5"} {
		if !strings.Contains(said, part) && !strings.Contains(strings.ReplaceAll(said, "line 6: d and c", "line 6: c and d"), part) {
			t.Errorf("%q isn't said in %q", part, said)
		}
	}
	for _, text := range []string{"x,y,1\na/x,a/x,1\n", "x,y,1\na/x,./a//x,0\n"} {
		if _, _, err := review(t, head+text, false); err == nil || !strings.Contains(err.Error(), "line 3: a/x is paired with itself") {
			t.Errorf("%q: %v", text, err)
		}
		if _, r, err := review(t, head+text, true); err != nil || r.Self != 1 {
			t.Errorf("%q, asked for: %+v, %v", text, r, err)
		}
	}
	if _, r, _ := review(t, head+"a,b,1\na,c,0\n", false); len(r.Sentences()) != 0 {
		t.Errorf("said of a good list: %q", r.Sentences())
	}
}

func sameCounts(a, b pairlist.Review) bool {
	return a.Rows == b.Rows && a.Repeated == b.Repeated && a.Reversed == b.Reversed && a.Contradictory == b.Contradictory && a.Self == b.Self
}

func TestLostPairsAreNamed(t *testing.T) {
	list, _, err := review(t, "file_x,file_y,same\na,b,1\nc,b,0\n", false)
	lost := list.Lost(map[string]string{"c": "missing"})
	if err != nil || len(lost) != 1 || lost[0] != (pairlist.LostPair{FileX: "c", FileY: "b", File: "c", Reason: "missing", Line: 3}) {
		t.Errorf("%+v, %v", lost, err)
	}
}

func TestRename(t *testing.T) {
	list, err := pairlist.Read(strings.NewReader("file_x,file_y,same\nA,b,1\na,B,1\n"))
	if err != nil {
		t.Fatal(err)
	}
	if err := list.Rename(func(name string) (string, error) { return strings.ToLower(name), nil }); err != nil {
		t.Fatal(err)
	}
	if r, err := list.Review(false); err != nil || r.Repeated != 1 || r.Reversed != 0 {
		t.Errorf("%+v, %v", r, err)
	}
	cause := errors.New("no")
	if err := list.Rename(func(string) (string, error) { return "", cause }); !errors.Is(err, cause) || !strings.Contains(err.Error(), "line 2") {
		t.Errorf("%v", err)
	}
}

func TestLFWHeadThatLies(t *testing.T) {
	list, err := pairlist.Read(strings.NewReader("1\t3\nA\t1\t2\nA\t1\tC\t3\n"))
	if err != nil || len(list.Notes) != 1 || !list.Stems {
		t.Errorf("%+v, %v", list, err)
	}
}

// TestRealLists are the case 08 of the shared data: all of them are 18 genuine and 15 impostor pairs, and what is odd in some.
func TestRealLists(t *testing.T) {
	folder := realdata.Path(t, "cases", "08-pairs")
	odd := map[string]pairlist.Review{
		"dup.csv": {Rows: 83, Repeated: 50}, "swapped.csv": {Rows: 34, Repeated: 1, Reversed: 1}, "contradict.csv": {Rows: 34, Contradictory: 2},
		"missingone.csv": {Rows: 34},
	}
	paths, _ := filepath.Glob(filepath.Join(folder, "*.*"))
	for _, file := range paths {
		name := filepath.Base(file)
		if name == "make.py" {
			continue
		}
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		_, r, err := review(t, string(data), false)
		want, isOdd := odd[name]
		if !isOdd {
			want.Rows = 33
		}
		if err != nil || !sameCounts(r, want) {
			t.Errorf("%s: %+v, %v; want %+v", name, r, err, want)
		}
	}
}

func TestReadPairsIsBounded(t *testing.T) {
	endless := io.MultiReader(strings.NewReader("file_x,file_y,same\nx,y,1\nx,\""), iotest.OneByteReader(zeros{}))
	if _, err := pairlist.Read(endless); !errors.Is(err, pairlist.ErrTooLong) {
		t.Errorf("a line without end: %v", err)
	}
	if _, err := pairlist.Read(zeros{}); !errors.Is(err, pairlist.ErrTooLong) {
		t.Errorf("a first line without end: %v", err)
	}
}

type zeros struct{}

func (zeros) Read(p []byte) (int, error) {
	clear(p)
	return len(p), nil
}

func TestReadPairsCarriesTheCause(t *testing.T) {
	cause := errors.New("cable pulled")
	r := io.MultiReader(strings.NewReader("file_x,file_y,same\nx,y,1\n"), iotest.ErrReader(cause))
	if _, err := pairlist.Read(r); !errors.Is(err, cause) {
		t.Errorf("got %v", err)
	}
}

func TestScoredPairsComeBack(t *testing.T) {
	pairs := []pairlist.ScoredPair{
		{"a/1.pgm", "a/2.pgm", true, 0.1},
		{`comma, "quote"`, "line\nbreak", false, math.Nextafter(1, 2)},
		{"人/一.png", "b", false, math.MaxFloat64},
		{"a", "b", true, math.SmallestNonzeroFloat64},
		{"a", "b", false, 0},
		{"=cmd|'/c calc'!A0/1.pgm", "+1", true, 1},
		{"-1", "@SUM(A1)", false, 2},
		{"esc\x1b[2J", "bell\a\rreturn\ttab", false, 3},
		{"gpj.\u202egnp", "broken\xff\xfe", false, 4},
		{"\"quoted\"", " space ", false, 5},
		{"\ufeffmark", "#remark", false, 6},
	}
	var file bytes.Buffer
	if err := pairlist.WriteScored(&file, slices.Values(pairs)); err != nil {
		t.Fatal(err)
	}
	if first, _, _ := strings.Cut(file.String(), "\n"); first != "file_x,file_y,same,distance" || strings.ContainsAny(file.String(), "\x1b\a\r\u202e") || !utf8.Valid(file.Bytes()) {
		t.Errorf("first line %q", first)
	}
	got, err := gather(pairlist.ReadScored(bytes.NewReader(file.Bytes())))
	if err != nil || !slices.Equal(got, pairs) {
		t.Errorf("got %v, %v", got, err)
	}
	if named, err := pairlist.Read(&file); err != nil || len(named.Pairs) != len(pairs) {
		t.Errorf("as a list of pairs: %v, %v", named, err)
	}
}

func gather(pairs iter.Seq2[pairlist.ScoredPair, error]) ([]pairlist.ScoredPair, error) {
	var all []pairlist.ScoredPair
	for pair, err := range pairs {
		if err != nil {
			return all, err
		}
		all = append(all, pair)
	}
	return all, nil
}

func TestReadScoredRefusesWhatIsNoDistance(t *testing.T) {
	for _, d := range []string{"", "x", "NaN", "inf", "-1", "1e999", "0x"} {
		text := "file_x,file_y,same,distance\nx,y,1,0.5\nx,y,1," + d + "\nx,y,1,0.5\n"
		got, err := gather(pairlist.ReadScored(strings.NewReader(text)))
		if err == nil || !strings.Contains(err.Error(), "line 3") || len(got) != 1 {
			t.Errorf("%q: %v after %d pairs", d, err, len(got))
		}
	}
}

type full struct{}

func (full) Write([]byte) (int, error) { return 0, io.ErrShortWrite }

func TestWriteScoredCarriesTheCause(t *testing.T) {
	endless := func(yield func(pairlist.ScoredPair) bool) {
		for yield(pairlist.ScoredPair{FileX: "x", FileY: "y"}) { //nolint:revive // until the writer gives up
		}
	}
	if err := pairlist.WriteScored(full{}, endless); !errors.Is(err, io.ErrShortWrite) {
		t.Errorf("got %v", err)
	}
}

func FuzzReadPairs(f *testing.F) {
	for _, c := range pairsFiles {
		f.Add([]byte(c.text))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		// Nothing is there, so that a line of people.txt doesn't become millions of pairs.
		pairs, err := pairlist.ReadWith(bytes.NewReader(data), func(string) bool { return false })
		if err != nil && pairs.Pairs != nil {
			t.Error("pairs beside an error")
		}
		n := len(pairs.Pairs)
		if r, err := pairs.Review(true); err != nil || r.Rows != n || len(pairs.Pairs)+r.Repeated+r.Contradictory != n {
			t.Errorf("%d pairs were reviewed as %+v, %v", n, r, err)
		}
		for _, p := range pairs.Pairs {
			if p.FileX == "" || p.FileY == "" {
				t.Errorf("a pair without a name: %+v", p)
			}
		}
	})
}

func FuzzReadScored(f *testing.F) {
	f.Add([]byte("file_x,file_y,same,distance\nx,y,1,0.5\n\"a,\"\"b\",y,no,1e-300\n"))
	f.Add([]byte("\ufeffdistance,same,file_y,file_x\r\n2,0,y,x\r\n"))
	f.Add([]byte("file_x,file_y,same,distance\nx,y,1,NaN\n"))
	f.Fuzz(func(t *testing.T, data []byte) {
		pairs, _ := gather(pairlist.ReadScored(bytes.NewReader(data)))
		var file bytes.Buffer
		if err := pairlist.WriteScored(&file, slices.Values(pairs)); err != nil {
			t.Fatal(err)
		}
		again, err := gather(pairlist.ReadScored(&file))
		if err != nil {
			t.Fatalf("written and not read: %v", err)
		}
		if !slices.Equal(again, pairs) {
			t.Errorf("%v became %v", pairs, again)
		}
	})
}

// TestPeopleWhoAreNotThere: a line of people.txt that promises thousands of photos costs no millions of pairs.
func TestPeopleWhoAreNotThere(t *testing.T) {
	there := func(stem string) bool { return stem == "B/B_0001" || stem == "B/B_0002" }
	for text, want := range map[string]int{
		"1\nB\t2\n":       1,
		"1\nB\t3\n":       3, // the third photo's pairs are lost, and named
		"1\nA\t4444\n":    pairlist.MaxMissing * (pairlist.MaxMissing - 1) / 2,
		"1\nA\t9999999\n": pairlist.MaxMissing * (pairlist.MaxMissing - 1) / 2,
		"2\n1\nA\t9999999\n2\nC\t9999999\nB\t2\n":      pairlist.MaxMissing*(pairlist.MaxMissing-1)/2 + 1,
		"1\n" + strings.Repeat("A\t99\n", 50) + "B\t2": (pairlist.MaxMissing + 2) * (pairlist.MaxMissing + 1) / 2,
	} {
		list, err := pairlist.ReadWith(strings.NewReader(text), there)
		if err != nil || len(list.Pairs) != want {
			t.Errorf("%.20q: %d pairs, want %d; %v", text, len(list.Pairs), want, err)
		}
		if noted := len(list.Notes) == 1 && strings.Contains(list.Notes[0], "far more photos than are there"); noted != (want > 3) {
			t.Errorf("%.20q: notes %q", text, list.Notes)
		}
	}
}
