package shipped

import (
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

func TestPlacesBeside(t *testing.T) {
	want := []string{filepath.FromSlash("/opt/s/bin/.deps/faces"), filepath.FromSlash("/opt/s/lib/siamface/faces")}
	if got := placesBeside(filepath.FromSlash("/opt/s/bin"), "faces"); !slices.Equal(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
}

// TestFindFile calls this test's own program, copied to the folder bin of a small installation, by a link from elsewhere.
func TestFindFile(t *testing.T) {
	if os.Getenv("PRINT_FOUND") != "" {
		t.Logf("found=%s.", FindFile("fonts", "a.ttf"))
		return
	}
	root := realPath(t, t.TempDir())
	program := filepath.Join(root, "bin", "program")
	font := filepath.Join(root, "lib", "siamface", "fonts", "a.ttf")
	self, err := os.ReadFile(os.Args[0])
	if err != nil {
		t.Fatal(err)
	}
	for path, data := range map[string][]byte{program: self, font: []byte("font")} {
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, data, 0o755); err != nil {
			t.Fatal(err)
		}
	}
	link := filepath.Join(t.TempDir(), "link")
	if err := os.Symlink(program, link); err != nil {
		t.Skip("there are no links here")
	}
	expect := func(name, want string) {
		t.Helper()
		call := exec.Command(link, "-test.run=^TestFindFile$", "-test.v")
		call.Env = append(os.Environ(), "PRINT_FOUND=1")
		out, err := call.CombinedOutput()
		if err != nil || !strings.Contains(string(out), "found="+want+".") {
			t.Errorf("%s: want %q (%v)\n%s", name, want, err, out)
		}
	}
	expect("installed", font)
	if err := os.Remove(font); err != nil {
		t.Fatal(err)
	}
	expect("gone", "")
	if err := os.Mkdir(font, 0o755); err != nil {
		t.Fatal(err)
	}
	expect("a folder of its name", "")
}

func realPath(t *testing.T, path string) string {
	t.Helper()
	real, err := filepath.EvalSymlinks(path)
	if err != nil {
		t.Fatal(err)
	}
	return real
}
