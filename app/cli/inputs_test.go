package cli_test

import (
	"path/filepath"
	"strings"
	"testing"
)

// Photos, folders and lists are looked at before networks are loaded for them: what is wrong with them is said at once, also where there
// are no networks.
func TestFilesAreLookedAtFirst(t *testing.T) {
	photo := realPhoto(t, "people", "rose-leslie", "1.jpg")
	dir := t.TempDir()
	t.Setenv("SIAMFACE_WEIGHTS", dir)
	faces, missing, text := draw(t, 4, 2, 1), filepath.Join(dir, "missing.jpg"), write(t, filepath.Join(dir, "text.jpg"), "no photo")
	at := write(t, filepath.Join(dir, "people.gallery"), "")
	for _, args := range [][]string{
		{"verify", photo, missing},
		{"verify", missing, photo, "--all", "--json"},
		{"detect", missing},
		{"gallery", "identify", missing, "--gallery", at},
		{"gallery", "add", "--name", "Ann", missing, "--gallery", at},
	} {
		failed(t, call(t, args...), 1, "missing.jpg as a photo: no such file")
	}
	failed(t, call(t, "verify", text, photo), 1, "text.jpg as a photo: not a photo")
	failed(t, call(t, "detect", dir), 1, "a folder, not a photo")
	failed(t, call(t, "gallery", "add", missing, "--gallery", at), 1, "there is no folder")
	failed(t, call(t, "evaluate", missing, "--recipe", "face"), 1, "there is no folder")
	failed(t, call(t, "evaluate", faces, "--recipe", "face", "--pairs", missing), 1, "can't open the list of pairs")
	failed(t, call(t, "evaluate", missing, "--recipe", "face", "--pairs", text), 1, "can't open the folder")
}

// Names that show nothing or are endless, rates that nobody measured and addresses of other servers are refused in a sentence.
func TestNamesRatesAndAddresses(t *testing.T) {
	at := filepath.Join(t.TempDir(), "people.gallery")
	long := strings.Repeat("x", 256)
	for _, name := range []string{"", "  ", long} {
		failed(t, call(t, "gallery", "add", "--name", name, "a.jpg", "--gallery", at), 2, "name")
		failed(t, call(t, "gallery", "merge", name, "b", "--gallery", at), 2, "INTO")
	}
	failed(t, call(t, "group", t.TempDir(), "--fmr", "1e-9"), 2, "nothing finer than 5e-06 was measured")
	failed(t, call(t, "gallery", "list", "--gallery", "mysql://host/x"), 2, "it takes a file, or a PostgreSQL server")
	failed(t, call(t, "queue", "status", "--queue", "http://host/x"), 2, "it takes a file, or a PostgreSQL server")
	if o := call(t, "queue", "status", "--queue", "postgres://a@127.0.0.1:1/x"); !strings.HasSuffix(o.stderr, "is it running, and the port right?\n") {
		t.Errorf("said %q", o.stderr)
	}
}
