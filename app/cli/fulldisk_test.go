package cli_test

import (
	"bytes"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"siamface/app/cli"
)

// smallDisk takes so many bytes and then no more.
type smallDisk struct{ left int }

func (f *smallDisk) Write(data []byte) (int, error) {
	n := min(len(data), f.left)
	f.left -= n
	if n < len(data) {
		return n, syscall.ENOSPC
	}
	return n, nil
}

// TestResultsThatCantBeWritten: whatever a verb writes to stdout, a full disk there makes it fail in one sentence.
func TestResultsThatCantBeWritten(t *testing.T) {
	withNetworks(t)
	faces, dir := draw(t, 4, 3, 1), t.TempDir()
	photo := filepath.Join(faces, "d01", "1.pgm")
	calls := [][]string{
		nil,
		{"--help"},
		{"--version"},
		{"help"},
		{"version"},
		{"version", "--json"},
		{"scan", faces},
		{"scan", faces, "--json"},
		{"verify", photo, photo},
		{"verify", photo, photo, "--json"},
		{"detect", photo},
		{"detect", photo, "--json"},
		{"embed", faces, "--out", filepath.Join(dir, "e.csv"), "--force"},
		{"embed", faces, "--out", filepath.Join(dir, "e.csv"), "--json", "--force"},
		{"__complete", "train", "--recipe", ""},
	}
	for _, shell := range []string{"bash", "fish", "powershell", "zsh"} {
		calls = append(calls, []string{"completion", shell})
	}
	for _, verb := range listVerbs(t) {
		calls = append(calls, []string{verb, "--help"}, []string{"help", verb})
	}
	for _, args := range calls {
		for _, room := range []int{0, 20} {
			var remarks bytes.Buffer
			code := cli.Run(t.Context(), args, &smallDisk{room}, &remarks)
			lines := strings.Split(strings.TrimSpace(remarks.String()), "\n")
			if last := lines[len(lines)-1]; code != 1 || last != "siamface: can't write the result: the disk is full." {
				t.Errorf("%q on a disk with room for %d bytes: exit %d, %q", args, room, code, last)
			}
		}
	}
}
