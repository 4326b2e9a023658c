package bucket_test

import (
	"fmt"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/johannesboyne/gofakes3"
	"github.com/johannesboyne/gofakes3/backend/s3mem"

	"siamface/model/bucket"
)

// serve starts a store with files in the bucket photos.
func serve(t *testing.T, files map[string]string) {
	t.Helper()
	backend := s3mem.New()
	server := httptest.NewServer(gofakes3.New(backend).Server())
	t.Cleanup(server.Close)
	if err := backend.CreateBucket("photos"); err != nil {
		t.Fatal(err)
	}
	for name, text := range files {
		if _, err := backend.PutObject("photos", name, map[string]string{"Last-Modified": "Mon, 2 Jan 2006 15:04:05 GMT"}, strings.NewReader(text), int64(len(text)), nil); err != nil {
			t.Fatal(err)
		}
	}
	t.Setenv("AWS_ENDPOINT_URL", server.URL)
	t.Setenv("AWS_ACCESS_KEY_ID", "key")
	t.Setenv("AWS_SECRET_ACCESS_KEY", "secret")
	t.Setenv("AWS_REGION", "us-east-1")
}

func TestMirror(t *testing.T) {
	serve(t, map[string]string{"faces/Ann/1.pgm": "one", "faces/Zoë ü/2 +&.pgm": "two", "other/3.pgm": "three", "faces2/4.pgm": "four"})
	var m bucket.Mirror
	folder, err := m.Open(t.Context(), "s3://photos/faces", nil, nil)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	err = filepath.WalkDir(folder, func(path string, e os.DirEntry, err error) error {
		if err == nil && !e.IsDir() {
			data, err := os.ReadFile(path)
			info, err2 := e.Info()
			if err != nil || err2 != nil || info.Mode().Perm() != 0o600 {
				return fmt.Errorf("%s: %w, %w, %v", path, err, err2, info)
			}
			name, _ := filepath.Rel(folder, path)
			got = append(got, filepath.ToSlash(name)+" "+string(data))
		}
		return err
	})
	if want := []string{"Ann/1.pgm one", "Zoë ü/2 +&.pgm two"}; err != nil || !slices.Equal(got, want) {
		t.Errorf("fetched %q, %v", got, err)
	}
	asked := 0
	again, err := m.Open(t.Context(), "s3://photos/faces", []string{"Ann/1.pgm"}, func(path, name string) bool {
		asked++
		_, err := os.Stat(path)
		return err == nil && name == "Ann/1.pgm"
	})
	if err != nil || again != folder || asked != 1 {
		t.Errorf("again %s, %v, asked %d times", again, err, asked)
	}
	if err := m.Close(); err != nil {
		t.Error(err)
	}
	if _, err := os.Stat(folder); !os.IsNotExist(err) {
		t.Errorf("the copies are left: %v", err)
	}
}

func TestRefused(t *testing.T) {
	serve(t, map[string]string{"faces/1.pgm": "one"})
	b, err := bucket.Open("s3://photos/faces")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"../1.pgm", "/etc/passwd", "a/../../b"} {
		if err := b.Fetch(t.Context(), []string{name}, t.TempDir()); err == nil || !strings.Contains(err.Error(), "out of the folder") {
			t.Errorf("%s: %v", name, err)
		}
	}
	if err := b.Fetch(t.Context(), []string{"none.pgm"}, t.TempDir()); err == nil || !strings.Contains(err.Error(), "s3://photos/faces/none.pgm") {
		t.Errorf("a file that isn't there: %v", err)
	}
	if _, err := bucket.Open("s3://"); err == nil {
		t.Error("a store without a name")
	}
	t.Setenv("AWS_ENDPOINT_URL", "")
	if _, err := bucket.Open("s3://photos"); err == nil || !strings.Contains(err.Error(), "AWS_ENDPOINT_URL") {
		t.Errorf("no address: %v", err)
	}
}

// A folder in a store is told from one on a disk by its beginning.
func ExampleIsAddress() {
	fmt.Println(bucket.IsAddress("s3://photos/faces"), bucket.IsAddress("/photos/faces"))
	// Output: true false
}
