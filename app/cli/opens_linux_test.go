package cli_test

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"image"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"siamface/model/photo"
)

// watchOpens has the system count how often each file below a folder is opened, by whatever way.
func watchOpens(t *testing.T, root string) (count func() map[string]int) {
	t.Helper()
	fd, err := syscall.InotifyInit1(syscall.IN_NONBLOCK | syscall.IN_CLOEXEC)
	if err != nil {
		t.Skip("nothing can be watched here:", err)
	}
	t.Cleanup(func() { _ = syscall.Close(fd) })
	folders := map[int32]string{}
	err = filepath.WalkDir(root, func(path string, e fs.DirEntry, err error) error {
		if err != nil || !e.IsDir() {
			return err
		}
		wd, err := syscall.InotifyAddWatch(fd, path, syscall.IN_OPEN|syscall.IN_CLOSE) // closing comes between two opens, which else were one event
		folders[int32(wd)] = path
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return func() map[string]int {
		opens, buffer := map[string]int{}, make([]byte, 1<<20)
		for {
			n, err := syscall.Read(fd, buffer)
			if err != nil || n <= 0 {
				return opens
			}
			for data := buffer[:n]; len(data) >= syscall.SizeofInotifyEvent; {
				wd, mask, length := int32(binary.NativeEndian.Uint32(data)), binary.NativeEndian.Uint32(data[4:]), binary.NativeEndian.Uint32(data[12:])
				name, _, _ := bytes.Cut(data[syscall.SizeofInotifyEvent:][:length], []byte{0})
				data = data[syscall.SizeofInotifyEvent+length:]
				if mask&syscall.IN_Q_OVERFLOW != 0 {
					t.Fatal("too many files were opened to count")
				}
				if mask&syscall.IN_OPEN != 0 && mask&syscall.IN_ISDIR == 0 {
					opens[filepath.Join(folders[wd], string(name))]++
				}
			}
		}
	}
}

// copyOld copies a folder, as one whose files changed long ago: what has just changed isn't remembered.
func copyOld(t *testing.T, from string) string {
	t.Helper()
	to := filepath.Join(t.TempDir(), filepath.Base(from))
	if err := os.CopyFS(to, os.DirFS(from)); err != nil {
		t.Fatal(err)
	}
	then := time.Now().Add(-time.Hour)
	err := filepath.WalkDir(to, func(path string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		return os.Chtimes(path, then, then)
	})
	if err != nil {
		t.Fatal(err)
	}
	return to
}

// TestAPhotoIsOpenedTwiceAndHashedOnce: once for its header, when the folder is opened, and once for all the rest: its sum, its features,
// the baseline, copies, what the model has seen, and its picture in the report.
func TestAPhotoIsOpenedTwiceAndHashedOnce(t *testing.T) {
	withNetworks(t)
	drawn, run, model, _ := trainedRun(t)
	people := filepath.Dir(filepath.Dir(realPhoto(t, "people", "joe-biden", "1.jpg")))
	published := filepath.Join(t.TempDir(), "published")
	for i, name := range []string{"d01", "d02", "d03", "d04", "d05", "d06", "d07", "d08"} {
		if err := os.CopyFS(filepath.Join(published, []string{"Training", "Testing"}[i/6], name), os.DirFS(filepath.Join(drawn, name))); err != nil {
			t.Fatal(err)
		}
	}
	large := filepath.Join(t.TempDir(), "large") // more than is held in memory
	for i := range 24 {
		img := image.NewGray(image.Rect(0, 0, 1700, 1800))
		rng := rand.New(rand.NewPCG(uint64(i/4), uint64(i)))
		for k := range img.Pix {
			img.Pix[k] = uint8(k*(1+i/4)>>8) ^ uint8(rng.Uint32()&15)
		}
		var b bytes.Buffer
		fmt.Fprintf(&b, "P5 1700 1800 255\n%s", img.Pix)
		write(t, filepath.Join(large, fmt.Sprintf("p%d", i/4), fmt.Sprintf("%d.pgm", i)), b.String())
	}
	out := func(name string) string { return filepath.Join(t.TempDir(), name) }
	for _, args := range [][]string{
		{"evaluate", drawn, "--model", model, "--report", out("report")},
		{"evaluate", published, "--model", model, "--report", out("report")},
		{"evaluate", people, "--recipe", "face", "--split", "all", "--report", out("report")},
		{"evaluate", drawn, "--recipe", "small", "--folds", "2", "--epochs", "1", "--report", out("report")},
		{"train", drawn, "--run", out("run"), "--from", run},
		{"scan", people, "--faces"},
		{"embed", people, "--out", out("embeddings.csv")},
		{"evaluate", large, "--model", model, "--split", "all"}, // the last: what it leaves in memory would take the room of others
	} {
		folder := copyOld(t, args[1])
		before, count := photo.Hashed(), watchOpens(t, folder)
		succeed(t, append([]string{args[0], folder}, args[2:]...)...)
		opens := count()
		what := strings.Join(append([]string{args[0]}, args[2:]...), " ")
		if len(opens) == 0 {
			t.Errorf("%s opened nothing", what)
		}
		for path, n := range opens {
			if n > 2 {
				t.Errorf("%s opened %s %d times", what, path, n)
			}
		}
		if n := photo.Hashed() - before; n > len(opens) {
			t.Errorf("%s hashed %d times for %d photos", what, n, len(opens))
		}
	}
}
