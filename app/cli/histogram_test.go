package cli_test

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"
)

func checkHistogram(t *testing.T, folder string) {
	for extension, begins := range map[string]string{".png": "\x89PNG", ".svg": "<?xml", ".PDF": "%PDF"} {
		out := filepath.Join(t.TempDir(), "histogram"+extension)
		if o := succeed(t, "histogram", folder, "--out", out); o.stdout != out+"\n" {
			t.Errorf("histogram says %q", o.stdout)
		}
		data, err := os.ReadFile(out)
		if err != nil || !bytes.HasPrefix(data, []byte(begins)) {
			t.Errorf("%s begins %.10q, %v", extension, data, err)
		}
	}
	failed(t, call(t, "histogram", folder, "--out", filepath.Join(folder, "none", "h.png")), 1, "none")
}
