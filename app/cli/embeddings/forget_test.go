package embeddings_test

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"siamface/app/cli/embeddings"
	"siamface/model/forget"
	"siamface/model/weights"
)

// three are the embeddings of three photos, of two people.
func three() embeddings.Table {
	return embeddings.Table{
		Files: []string{"ann/1.jpg", "bob/1.jpg", "ann/2.jpg"}, People: []string{"ann", "bob", "ann"}, Width: 2, Values: []float32{1, 2, 3, 4, 5, 6}, Origin: "face",
	}
}

// TestForget: of each kind of file what is left is what Write writes of the others alone.
func TestForget(t *testing.T) {
	var s forget.Subject
	s.AddPerson("Ann")
	rest := embeddings.Table{Files: []string{"bob/1.jpg"}, People: []string{"bob"}, Width: 2, Values: []float32{3, 4}, Origin: "face"}
	for _, ending := range embeddings.Formats {
		dir, want := t.TempDir(), t.TempDir()
		path := filepath.Join(dir, "e"+ending)
		written, err := three().Write(path)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := rest.Write(filepath.Join(want, "e"+ending)); err != nil {
			t.Fatal(err)
		}
		for i, dry := range []bool{true, false, false} {
			if n, err := embeddings.Forget(&s, path, dry); err != nil || n != []int{2, 2, 0}[i] {
				t.Errorf("%s, time %d: %d, %v", ending, i, n, err)
			}
		}
		for _, file := range written {
			got, err := os.ReadFile(file)
			expected, wantErr := os.ReadFile(filepath.Join(want, filepath.Base(file)))
			if err != nil || wantErr != nil || !bytes.Equal(got, expected) {
				t.Errorf("%s holds %q, want %q", file, got, expected)
			}
		}
	}
}

// TestForgetByTheList: whoever names the list of a matrix means both.
func TestForgetByTheList(t *testing.T) {
	var s forget.Subject
	s.AddPerson("bob")
	path := filepath.Join(t.TempDir(), "e.npy")
	written, err := three().Write(path)
	if err != nil {
		t.Fatal(err)
	}
	list := written[slices.IndexFunc(written, func(p string) bool { return p != path })]
	before, _ := os.ReadFile(path)
	if n, err := embeddings.Forget(&s, list, false); n != 1 || err != nil {
		t.Errorf("%d, %v", n, err)
	}
	if after, _ := os.ReadFile(path); len(after) != len(before)-8 {
		t.Errorf("the matrix has %d bytes, before %d", len(after), len(before))
	}
	if err := os.WriteFile(list, []byte("file,person\na/1,a\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := embeddings.Forget(&s, path, false); err == nil {
		t.Error("a list of another matrix was taken")
	}
}

func TestForgetInJournals(t *testing.T) {
	path := filepath.Join(t.TempDir(), "e.csv.partial")
	j, err := embeddings.Resume(path, "m", 2)
	if err != nil {
		t.Fatal(err)
	}
	for i, sum := range []string{"aa", "bb", "aa"} {
		if err := j.Add(sum, embeddings.Entry{Embedding: []float32{float32(i), 1}}); err != nil {
			t.Fatal(err)
		}
	}
	if err := j.Close(); err != nil {
		t.Fatal(err)
	}
	var s forget.Subject
	s.AddSum("aa")
	if n, err := embeddings.Forget(&s, path, false); n != 2 || err != nil {
		t.Errorf("%d, %v", n, err)
	}
	left := resume(t, path, "m")
	if _, known := left.Get("aa"); known || left.Len() != 1 {
		t.Errorf("%d are left", left.Len())
	}
	if _, err := embeddings.Forget(&s, filepath.Join(t.TempDir(), "none"), false); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("%v", err)
	}
}

// FuzzForget: any file of embeddings is taken for what it is or left alone, and nothing of the forgotten is left.
func FuzzForget(f *testing.F) {
	dir := f.TempDir()
	for i, ending := range embeddings.Formats {
		path := filepath.Join(dir, "e"+ending)
		if _, err := three().Write(path); err != nil {
			f.Fatal(err)
		}
		data, err := os.ReadFile(path)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(uint8(i), data)
		f.Add(uint8(i), data[:len(data)-3])
	}
	f.Add(uint8(3), []byte("{\"siamface-embeddings\":1,\"model\":\"m\",\"width\":1}\n{\"sha256\":\"aa\",\"embedding\":\"AAAA\"}\n"))
	f.Fuzz(func(t *testing.T, kind uint8, data []byte) {
		endings := append(slices.Clone(embeddings.Formats), ".partial")
		ending := endings[int(kind)%len(endings)]
		path := filepath.Join(t.TempDir(), "e"+ending)
		if ending == ".npy" { // which belongs to a list
			if _, err := three().Write(path); err != nil {
				t.Fatal(err)
			}
		}
		if err := os.WriteFile(path, data, 0o600); err != nil {
			t.Fatal(err)
		}
		var s forget.Subject
		s.AddPerson("ann")
		s.AddSum("aa")
		n, err := embeddings.Forget(&s, path, false)
		left, readErr := os.ReadFile(path)
		if readErr != nil || err != nil && !bytes.Equal(left, data) || n == 0 && err == nil && !bytes.Equal(left, data) {
			t.Fatalf("%d were removed (%v), and the file was changed (%v)", n, err, readErr)
		}
		if again, err := embeddings.Forget(&s, path, false); n > 0 && (again != 0 || err != nil) {
			t.Errorf("%d more were removed (%v)", again, err)
		}
	})
}

// TestTensorsOfOthers aren't embeddings.
func TestTensorsOfOthers(t *testing.T) {
	path := filepath.Join(t.TempDir(), "w.safetensors")
	f, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	err = weights.EncodeSafetensors(f, &weights.File{Tensors: map[string]weights.Tensor{"w": {Shape: []int{1}, Data: []float32{1}}}})
	if err := errors.Join(err, f.Close()); err != nil {
		t.Fatal(err)
	}
	var s forget.Subject
	if _, err := embeddings.Forget(&s, path, false); !errors.Is(err, embeddings.ErrForeign) {
		t.Errorf("%v", err)
	}
}
