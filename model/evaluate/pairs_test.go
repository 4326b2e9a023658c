package evaluate_test

import (
	"bytes"
	"errors"
	"io"
	"iter"
	"math"
	"slices"
	"strings"
	"testing"
	"testing/iotest"

	"siamface/model/evaluate"
)

var pairsFiles = []struct {
	name, text string
	want       []evaluate.NamedPair
	fails      string
}{
	{
		"plain", "file_x,file_y,same\na/1.pgm,b/2.pgm,0\na/1.pgm,a/2.pgm,1\n",
		[]evaluate.NamedPair{{"a/1.pgm", "b/2.pgm", false, ""}, {"a/1.pgm", "a/2.pgm", true, ""}},
		"",
	},
	{
		"other order, other columns, words", "id,SAME,file_y, file_x \n7,Yes,y,x\n8,FALSE,y,x\n9, no ,y,x\n10,True,y,x",
		[]evaluate.NamedPair{{"x", "y", true, ""}, {"x", "y", false, ""}, {"x", "y", false, ""}, {"x", "y", true, ""}},
		"",
	},
	{"mark and Windows line ends", "\ufefffile_x,file_y,same\r\nx,y,1\r\n\r\n", []evaluate.NamedPair{{"x", "y", true, ""}}, ""},
	{
		"mark before a quote", "\ufeff\"file_x\",file_y,same\n\"a, b\",\"say \"\"hi\"\"\",1\n",
		[]evaluate.NamedPair{{"a, b", `say "hi"`, true, ""}},
		"",
	},
	{"Chinese names", "file_x,file_y,same\n张三/1.jpg,李四/2.jpg,0\n", []evaluate.NamedPair{{"张三/1.jpg", "李四/2.jpg", false, ""}}, ""},
	{
		"folds", "Fold,file_x,file_y,same\n1,x,y,1\n two ,y,x,0\n,z,x,0\n",
		[]evaluate.NamedPair{{"x", "y", true, "1"}, {"y", "x", false, "two"}, {"z", "x", false, ""}},
		"",
	},
	{"two columns of folds", "file_x,file_y,same,fold,fold\nx,y,1,1,2\n", nil, "two columns fold"},
	{"no fold in a line", "file_x,file_y,same,fold\nx,y,1,1\nx,y,1\n", nil, "line 3"},
	{"only the first line", "file_x,file_y,same\n", nil, ""},
	{"empty", "", nil, "empty"},
	{"only blank lines", "\n\n\n", nil, "empty"},
	{"no column", "file_x,file_y\nx,y\n", nil, "no column same"},
	{"two columns", "file_x,file_y,same,same\nx,y,1,0\n", nil, "two columns same"},
	{"bad same", "file_x,file_y,same\nx,y,1\n\nx,y,maybe\n", nil, "line 4"},
	{"short line", "file_x,file_y,same\nx,y\n", nil, "line 2"},
	{"no name", "file_x,file_y,same\nx,,1\n", nil, "line 2"},
	{"a photo with itself", "file_x,file_y,same\nx,y,1\na/x,a/x,1\n", nil, "line 3: a/x is paired with itself"},
	{"a photo with itself, written otherwise", "file_x,file_y,same\na/x,./a//x,0\n", nil, "line 2"},
	{"stray quote", "file_x,file_y,same\nx,y\"z,1\n", nil, "line 2"},
	{"open quote", "file_x,file_y,same\nx,\"y,1\n", nil, "line 2"},
}

func TestReadPairs(t *testing.T) {
	for _, c := range pairsFiles {
		t.Run(c.name, func(t *testing.T) {
			got, err := evaluate.ReadPairs(iotest.OneByteReader(strings.NewReader(c.text)))
			if c.fails != "" {
				if err == nil || !strings.Contains(err.Error(), c.fails) {
					t.Fatalf("error %v, want one with %q", err, c.fails)
				}
				return
			}
			if err != nil || !slices.Equal(got, c.want) {
				t.Errorf("got %v, %v; want %v", got, err, c.want)
			}
		})
	}
}

func TestReadPairsIsBounded(t *testing.T) {
	endless := io.MultiReader(strings.NewReader("file_x,file_y,same\nx,y,1\nx,\""), iotest.OneByteReader(zeros{}))
	if _, err := evaluate.ReadPairs(endless); !errors.Is(err, evaluate.ErrTooLong) {
		t.Errorf("a line without end: %v", err)
	}
	if _, err := evaluate.ReadPairs(zeros{}); !errors.Is(err, evaluate.ErrTooLong) {
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
	if _, err := evaluate.ReadPairs(r); !errors.Is(err, cause) {
		t.Errorf("got %v", err)
	}
}

func TestScoredPairsComeBack(t *testing.T) {
	pairs := []evaluate.ScoredPair{
		{"a/1.pgm", "a/2.pgm", true, 0.1},
		{`comma, "quote"`, "line\nbreak", false, math.Nextafter(1, 2)},
		{"人/一.png", "b", false, math.MaxFloat64},
		{"a", "b", true, math.SmallestNonzeroFloat64},
		{"a", "b", false, 0},
	}
	var file bytes.Buffer
	if err := evaluate.WriteScored(&file, slices.Values(pairs)); err != nil {
		t.Fatal(err)
	}
	if first, _, _ := strings.Cut(file.String(), "\n"); first != "file_x,file_y,same,distance" {
		t.Errorf("first line %q", first)
	}
	got, err := gather(evaluate.ReadScored(bytes.NewReader(file.Bytes())))
	if err != nil || !slices.Equal(got, pairs) {
		t.Errorf("got %v, %v", got, err)
	}
	scores, err := evaluate.ReadScores(bytes.NewReader(file.Bytes()))
	if err != nil || !slices.Equal(values(scores.Genuine()), []float64{math.SmallestNonzeroFloat64, 0.1}) || scores.Impostor().N() != 3 {
		t.Errorf("scores %v, %v", scores, err)
	}
	if named, err := evaluate.ReadPairs(&file); err != nil || len(named) != len(pairs) {
		t.Errorf("as a list of pairs: %v, %v", named, err)
	}
}

func gather(pairs iter.Seq2[evaluate.ScoredPair, error]) ([]evaluate.ScoredPair, error) {
	var all []evaluate.ScoredPair
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
		got, err := gather(evaluate.ReadScored(strings.NewReader(text)))
		if err == nil || !strings.Contains(err.Error(), "line 3") || len(got) != 1 {
			t.Errorf("%q: %v after %d pairs", d, err, len(got))
		}
		if _, err := evaluate.ReadScores(strings.NewReader(text)); err == nil {
			t.Errorf("%q: scores without an error", d)
		}
	}
}

type full struct{}

func (full) Write([]byte) (int, error) { return 0, io.ErrShortWrite }

func TestWriteScoredCarriesTheCause(t *testing.T) {
	endless := func(yield func(evaluate.ScoredPair) bool) {
		for yield(evaluate.ScoredPair{FileX: "x", FileY: "y"}) { //nolint:revive // until the writer gives up
		}
	}
	if err := evaluate.WriteScored(full{}, endless); !errors.Is(err, io.ErrShortWrite) {
		t.Errorf("got %v", err)
	}
}

func FuzzReadPairs(f *testing.F) {
	for _, c := range pairsFiles {
		f.Add([]byte(c.text))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		pairs, err := evaluate.ReadPairs(bytes.NewReader(data))
		if err != nil && pairs != nil {
			t.Error("pairs beside an error")
		}
		for _, p := range pairs {
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
		pairs, _ := gather(evaluate.ReadScored(bytes.NewReader(data)))
		var file bytes.Buffer
		if err := evaluate.WriteScored(&file, slices.Values(pairs)); err != nil {
			t.Fatal(err)
		}
		again, err := gather(evaluate.ReadScored(&file))
		if err != nil {
			t.Fatalf("written and not read: %v", err)
		}
		if !slices.Equal(withoutReturns(again), withoutReturns(pairs)) {
			t.Errorf("%v became %v", pairs, again)
		}
	})
}

// withoutReturns drops carriage returns: the format doesn't keep one before a line break inside a name.
func withoutReturns(pairs []evaluate.ScoredPair) []evaluate.ScoredPair {
	for i, p := range pairs {
		pairs[i].FileX = strings.ReplaceAll(p.FileX, "\r", "")
		pairs[i].FileY = strings.ReplaceAll(p.FileY, "\r", "")
	}
	return pairs
}
