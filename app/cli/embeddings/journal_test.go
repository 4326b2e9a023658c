package embeddings_test

import (
	"bytes"
	"errors"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"siamface/app/cli/embeddings"
)

func resume(t *testing.T, path, model string) *embeddings.Journal {
	t.Helper()
	j, err := embeddings.Resume(path, model, 2)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = j.Close() })
	return j
}

// twoEntries is the file of a journal with two photos.
func twoEntries(t testing.TB) []byte {
	t.Helper()
	path := filepath.Join(t.TempDir(), "j")
	j, err := embeddings.Resume(path, "m", 2)
	if err != nil {
		t.Fatal(err)
	}
	for sum, e := range map[string]embeddings.Entry{"aa": {Embedding: []float32{1, -0.1}}, "bb": {Embedding: []float32{0, 2}, NoFace: true}} {
		if err := j.Add(sum, e); err != nil {
			t.Fatal(err)
		}
	}
	if err := j.Close(); err != nil {
		t.Fatal(err)
	}
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

func TestJournalComesBack(t *testing.T) {
	path := filepath.Join(t.TempDir(), "j")
	if err := os.WriteFile(path, twoEntries(t), 0o600); err != nil {
		t.Fatal(err)
	}
	j := resume(t, path, "m")
	a, _ := j.Get("aa")
	b, _ := j.Get("bb")
	if _, known := j.Get("cc"); known || j.Len() != 2 || !slices.Equal(a.Embedding, []float32{1, -0.1}) || a.NoFace || !b.NoFace {
		t.Errorf("%d entries: %v, %v", j.Len(), a, b)
	}
	if err := j.Add("cc", embeddings.Entry{Embedding: []float32{1}}); err == nil {
		t.Error("an embedding of another length was kept")
	}
	if err := j.Remove(); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(path); err == nil {
		t.Error("the journal is still there")
	}
}

func TestJournalIsPrivate(t *testing.T) {
	path := filepath.Join(t.TempDir(), "j")
	resume(t, path, "m")
	if info, err := os.Stat(path); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("mode %v, %v", info.Mode(), err)
	}
}

// Wherever the writing stopped, the whole lines are kept, and what is added then is there the next time.
func TestJournalCutAnywhere(t *testing.T) {
	data := twoEntries(t)
	for cut := range len(data) + 1 {
		path := filepath.Join(t.TempDir(), "j")
		if err := os.WriteFile(path, data[:cut], 0o600); err != nil {
			t.Fatal(err)
		}
		j := resume(t, path, "m")
		if want := max(0, bytes.Count(data[:cut], []byte("\n"))-1); j.Len() != want {
			t.Fatalf("cut after %d bytes: %d entries, want %d", cut, j.Len(), want)
		}
		n := j.Len()
		if err := errors.Join(j.Add("new", embeddings.Entry{Embedding: []float32{5, 6}}), j.Close()); err != nil {
			t.Fatal(err)
		}
		again := resume(t, path, "m")
		if e, known := again.Get("new"); !known || e.Embedding[1] != 6 || again.Len() != n+1 {
			t.Fatalf("cut after %d bytes: what was added then is lost", cut)
		}
		_ = again.Close()
	}
}

func TestJournalOfAnotherModelIsDropped(t *testing.T) {
	path := filepath.Join(t.TempDir(), "j")
	if err := os.WriteFile(path, twoEntries(t), 0o600); err != nil {
		t.Fatal(err)
	}
	j := resume(t, path, "other")
	if j.Len() != 0 {
		t.Errorf("%d embeddings of another model", j.Len())
	}
	if err := errors.Join(j.Add("aa", embeddings.Entry{Embedding: []float32{3, 4}}), j.Close()); err != nil {
		t.Fatal(err)
	}
	if e, _ := resume(t, path, "other").Get("aa"); len(e.Embedding) != 2 || e.Embedding[0] != 3 {
		t.Errorf("kept %v", e)
	}
}

func TestForeignFilesAreLeftAlone(t *testing.T) {
	for _, text := range []string{"mine", "{}\n", "[1]\n", strings.Repeat("x", 2<<20), `{"siamface-embeddings":2,"model":"m","width":2}` + "\n"} {
		path := filepath.Join(t.TempDir(), "j")
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		_, err := embeddings.Resume(path, "m", 2)
		if left, _ := os.ReadFile(path); !errors.Is(err, embeddings.ErrForeign) || string(left) != text {
			t.Errorf("%.20q: %v, left %.20q", text, err, left)
		}
	}
	if _, err := embeddings.Resume(t.TempDir(), "m", 2); !errors.Is(err, embeddings.ErrForeign) {
		t.Errorf("a folder: %v", err)
	}
}

// FuzzJournal opens any bytes as a journal: what it takes stays the same, and it can be added to.
func FuzzJournal(f *testing.F) {
	data := twoEntries(f)
	f.Add(data)
	f.Add(data[:len(data)-5])
	f.Add([]byte("{\"siamface-embeddings\":1,\"model\":\"m\",\"width\":2}\n{\"sha256\":\"x\",\"embedding\":\"AAAA\"}\n"))
	f.Add([]byte("not a journal"))
	f.Fuzz(func(t *testing.T, data []byte) {
		path := filepath.Join(t.TempDir(), "j")
		if err := os.WriteFile(path, data, 0o600); err != nil {
			t.Fatal(err)
		}
		j, err := embeddings.Resume(path, "m", 2)
		if err != nil {
			if left, _ := os.ReadFile(path); !bytes.Equal(left, data) {
				t.Error("a refused file was changed")
			}
			return
		}
		n := j.Len()
		_, known := j.Get("sum")
		if err := errors.Join(j.Add("sum", embeddings.Entry{Embedding: []float32{1, float32(math.Inf(1))}}), j.Close()); err != nil {
			t.Fatal(err)
		}
		again := resume(t, path, "m")
		e, kept := again.Get("sum")
		if !known {
			n++
		}
		if !kept || len(e.Embedding) != 2 || again.Len() != n {
			t.Errorf("%d entries became %d; the new one is %v", n, again.Len(), e)
		}
	})
}
