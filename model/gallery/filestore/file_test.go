package filestore_test

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io/fs"
	"math"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"siamface/model/gallery/filestore"
	"siamface/model/gallery/store"
	"siamface/model/gallery/storetest"
)

const passphrase = "correct horse"

func ask(bool) (string, error) { return passphrase, nil }

// opener opens one file for each test.
func opener(encrypt bool) func(t *testing.T) store.Store {
	var mu sync.Mutex
	paths := map[string]string{}
	return func(t *testing.T) store.Store {
		t.Helper()
		mu.Lock()
		defer mu.Unlock()
		if paths[t.Name()] == "" {
			paths[t.Name()] = filepath.Join(t.TempDir(), "people ?#%.gallery")
		}
		return open(t, paths[t.Name()], filestore.Options{Create: true, Encrypt: encrypt, Passphrase: ask})
	}
}

func open(t testing.TB, path string, o filestore.Options) *filestore.File {
	t.Helper()
	f, err := filestore.Open(t.Context(), path, o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { f.Close() })
	return f
}

func TestStore(t *testing.T) { storetest.Run(t, opener(false)) }

func TestEncryptedStore(t *testing.T) {
	filestore.SetWorkFactor(1)
	storetest.Run(t, opener(true))
}

// Two people, and a search for the closer one.
func ExampleOpen() {
	dir, err := os.MkdirTemp("", "gallery")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer os.RemoveAll(dir)
	ctx := context.Background()
	f, err := filestore.Open(ctx, filepath.Join(dir, "people.gallery"), filestore.Options{Create: true})
	if err != nil {
		fmt.Println(err)
		return
	}
	defer f.Close()
	_, err = f.Add(ctx, store.Network{Name: "mine", Size: 2}, []store.Photo{
		{Person: "Ann", Path: "ann.jpg", SHA256: "1", Embedding: []float32{1, 0}}, {Person: "Bob", Path: "bob.jpg", SHA256: "2", Embedding: []float32{0, 1}},
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	hits, err := f.Search(ctx, []float32{0.25, 1}, 1)
	fmt.Println(hits[0][0].Person, hits[0][0].Distance, err)
	// Output: Bob 0.25 <nil>
}

var network = store.Network{Name: "n", Size: 512}

// drawPhotos makes photos of as many people, one each, whose names, paths and numbers are unlike anything else in a file.
func drawPhotos(n int) []store.Photo {
	random := rand.New(rand.NewPCG(4, 4))
	photos := make([]store.Photo, n)
	for i := range photos {
		photos[i] = store.Photo{Person: fmt.Sprintf("Person-%04d-Zyx", i), Path: fmt.Sprintf("/secret/%04d/photo.jpg", i), SHA256: fmt.Sprintf("%064x", i+0xabcdef)}
		for range network.Size {
			photos[i].Embedding = append(photos[i].Embedding, float32(random.NormFloat64()))
		}
	}
	return photos
}

// traces are what would betray a person in the bytes of a file.
func traces(p store.Photo) [][]byte {
	list := [][]byte{[]byte(p.Person), []byte(strings.ToLower(p.Person)), []byte(p.Path), []byte(p.SHA256)}
	for i := 0; i < len(p.Embedding); i += 64 {
		list = append(list, binary.LittleEndian.AppendUint32(binary.LittleEndian.AppendUint32(nil, math.Float32bits(p.Embedding[i])), math.Float32bits(p.Embedding[i+1])))
	}
	return list
}

// allBytes are the bytes of every file in a folder.
func allBytes(t *testing.T, dir string) (all []byte) {
	t.Helper()
	err := filepath.WalkDir(dir, func(path string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		data, err := os.ReadFile(path)
		all = append(all, data...)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// TestForgetLeavesNoTrace looks for a forgotten person's name, path, sum and numbers in the bytes of all files, while the gallery is open.
func TestForgetLeavesNoTrace(t *testing.T) {
	dir := t.TempDir()
	f, photos := open(t, filepath.Join(dir, "g"), filestore.Options{Create: true}), drawPhotos(300)
	if _, err := f.Add(t.Context(), network, photos); err != nil {
		t.Fatal(err)
	}
	gone, also, stays := photos[137], photos[139], photos[138]
	for i, trace := range traces(gone) {
		if !bytes.Contains(allBytes(t, dir), trace) {
			t.Errorf("trace %d isn't there before", i)
		}
	}
	size := len(allBytes(t, dir))
	if _, err := f.Forget(t.Context(), gone.Person); err != nil {
		t.Fatal(err)
	}
	if _, err := f.ForgetPhotos(t.Context(), []string{also.SHA256}); err != nil {
		t.Fatal(err)
	}
	all := allBytes(t, dir)
	for i, trace := range append(traces(gone), traces(also)...) {
		if bytes.Contains(all, trace) {
			t.Errorf("trace %d is left", i)
		}
	}
	for i, trace := range traces(stays) {
		if !bytes.Contains(all, trace) {
			t.Errorf("trace %d of somebody else is gone", i)
		}
	}
	if len(all) > size {
		t.Errorf("the file grew from %d to %d bytes", size, len(all))
	}
}

// TestRemoveOverwrites: what Remove and Merge take away isn't left in free pages either.
func TestRemoveOverwrites(t *testing.T) {
	dir := t.TempDir()
	f, photos := open(t, filepath.Join(dir, "g"), filestore.Options{Create: true}), drawPhotos(100)
	if _, err := f.Add(t.Context(), network, photos); err != nil {
		t.Fatal(err)
	}
	if _, err := f.Remove(t.Context(), photos[50].Person, []string{photos[50].Path}); err != nil {
		t.Fatal(err)
	}
	all := allBytes(t, dir)
	for i, trace := range traces(photos[50])[3:] {
		if bytes.Contains(all, trace) {
			t.Errorf("trace %d is left", i)
		}
	}
}

// TestEncryptedFile: nothing of a person is in the file, only the passphrase opens it, and a damaged one is refused.
func TestEncryptedFile(t *testing.T) {
	filestore.SetWorkFactor(1)
	dir, photos := t.TempDir(), drawPhotos(20)
	path := filepath.Join(dir, "g")
	f := open(t, path, filestore.Options{Create: true, Encrypt: true, Passphrase: ask})
	if _, err := f.Add(t.Context(), network, photos); err != nil {
		t.Fatal(err)
	}
	all := allBytes(t, dir)
	for i, trace := range append(traces(photos[3]), []byte("SQLite")) {
		if bytes.Contains(all, trace) {
			t.Errorf("trace %d is readable", i)
		}
	}
	again := open(t, path, filestore.Options{Passphrase: ask})
	if people, err := again.People(t.Context()); err != nil || len(people) != 20 {
		t.Errorf("%d people, %v", len(people), err)
	}
	wrong := func(bool) (string, error) { return "wrong", nil }
	for says, o := range map[string]filestore.Options{"needs its passphrase": {}, "the passphrase is wrong": {Passphrase: wrong}} {
		if _, err := filestore.Open(t.Context(), path, o); err == nil || !strings.Contains(err.Error(), says) {
			t.Errorf("%q, want %q", err, says)
		}
	}
	all[len(all)-5] ^= 1
	if err := os.WriteFile(path, all, 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := filestore.Open(t.Context(), path, filestore.Options{Passphrase: ask}); err == nil || !strings.Contains(err.Error(), "damaged") {
		t.Errorf("a damaged file: %v", err)
	}
}

func TestOnlyTheUserCanRead(t *testing.T) {
	filestore.SetWorkFactor(1)
	for _, encrypt := range []bool{false, true} {
		path := filepath.Join(t.TempDir(), "g")
		f := open(t, path, filestore.Options{Create: true, Encrypt: encrypt, Passphrase: ask})
		if _, err := f.Add(t.Context(), network, drawPhotos(1)); err != nil {
			t.Fatal(err)
		}
		if info, err := os.Stat(path); err != nil || info.Mode().Perm() != 0o600 {
			t.Errorf("mode %v, %v", info.Mode(), err)
		}
	}
}

// TestDamage: a flipped bit in the numbers, a file that is cut off, and what is none are refused in a sentence.
func TestDamage(t *testing.T) {
	path, photos := filepath.Join(t.TempDir(), "g"), drawPhotos(200)
	f := open(t, path, filestore.Options{Create: true})
	if _, err := f.Add(t.Context(), network, photos); err != nil {
		t.Fatal(err)
	}
	f.Close()
	whole, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	flipped := bytes.Clone(whole)
	flipped[bytes.Index(whole, traces(photos[60])[4])+2] ^= 8
	for name, c := range map[string]struct {
		data []byte
		says string
	}{
		"flipped": {flipped, "damaged"}, "cut": {whole[:len(whole)/2], "damaged"}, "text": {[]byte(strings.Repeat("Dear diary. ", 5000)), "no gallery"},
		"head": {append([]byte("SQLite format 3\x00"), make([]byte, 100)...), "damaged"},
	} {
		if err := os.WriteFile(path, c.data, 0o600); err != nil {
			t.Fatal(err)
		}
		broken, err := filestore.Open(t.Context(), path, filestore.Options{})
		if err == nil {
			_, err = broken.Search(t.Context(), photos[0].Embedding, 1)
			broken.Close()
		}
		if err == nil || !strings.Contains(err.Error(), c.says) || !strings.Contains(err.Error(), "can't use the gallery") {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestOpenRefuses(t *testing.T) {
	dir := t.TempDir()
	if _, err := filestore.Open(t.Context(), filepath.Join(dir, "none"), filestore.Options{}); !errors.Is(err, store.ErrMissing) {
		t.Errorf("a file that isn't there: %v", err)
	}
	if _, err := filestore.Open(t.Context(), dir, filestore.Options{Create: true}); err == nil || !strings.Contains(err.Error(), "a folder") {
		t.Errorf("a folder: %v", err)
	}
	if _, err := filestore.Open(t.Context(), filepath.Join(dir, "no", "folder"), filestore.Options{Create: true}); err == nil {
		t.Error("a file in no folder was made")
	}
	open(t, filepath.Join(dir, "plain"), filestore.Options{Create: true})
	if _, err := filestore.Open(t.Context(), filepath.Join(dir, "plain"), filestore.Options{Encrypt: true, Passphrase: ask}); err == nil {
		t.Error("a plain gallery passes for an encrypted one")
	}
	if left, _ := os.ReadDir(dir); len(left) != 1 {
		t.Errorf("left behind: %v", left)
	}
}

// TestKilledWriter kills a process in the middle of its additions: what it had added whole is there, and nothing else.
func TestKilledWriter(t *testing.T) {
	const variable = "SIAMFACE_TEST_WRITER"
	if path := os.Getenv(variable); path != "" {
		f := open(t, path, filestore.Options{Create: true})
		photos := drawPhotos(40)
		for round := 0; ; round++ {
			for i := range photos {
				photos[i].SHA256 = fmt.Sprintf("%d-%d", round, i)
			}
			if _, err := f.Add(t.Context(), network, photos); err != nil {
				t.Fatal(err)
			}
			fmt.Println("added")
		}
	}
	path := filepath.Join(t.TempDir(), "g")
	for range 3 {
		writer := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^TestKilledWriter$")
		writer.Env = append(os.Environ(), variable+"="+path)
		out, err := writer.StdoutPipe()
		if err == nil {
			err = writer.Start()
		}
		if err != nil {
			t.Fatal(err)
		}
		for seen, part := 0, make([]byte, 64); seen < 60; { // some rounds
			n, err := out.Read(part)
			if err != nil {
				t.Fatal(err)
			}
			seen += n
		}
		if err := writer.Process.Kill(); err != nil {
			t.Fatal(err)
		}
		_ = writer.Wait() // it was killed
		f := open(t, path, filestore.Options{})
		people, err := f.People(t.Context())
		if err != nil || len(people) != 40 {
			t.Fatalf("%d people, %v", len(people), err)
		}
		for _, p := range people {
			if p.Photos != people[0].Photos || p.Photos < 2 {
				t.Errorf("%s has %d photos, %s %d: a round was taken in part", p.Name, p.Photos, people[0].Name, people[0].Photos)
			}
		}
		if _, err := f.Search(t.Context(), make([]float32, network.Size), 1); err != nil {
			t.Error(err)
		}
		f.Close()
		os.Remove(path)
	}
}

// TestFullDisk: what doesn't fit is refused in a sentence, and leaves what was there.
func TestFullDisk(t *testing.T) {
	path, photos := filepath.Join(t.TempDir(), "g"), drawPhotos(400)
	f := open(t, path, filestore.Options{Create: true})
	if _, err := f.Add(t.Context(), network, photos[:20]); err != nil {
		t.Fatal(err)
	}
	if err := filestore.LimitPages(f, 12); err != nil {
		t.Fatal(err)
	}
	if _, err := f.Add(t.Context(), network, photos[20:]); err == nil || !strings.Contains(err.Error(), "is full; free space there") {
		t.Errorf("a full disk says %v", err)
	}
	if people, err := f.People(t.Context()); err != nil || len(people) != 20 {
		t.Errorf("%d people, %v", len(people), err)
	}
}
