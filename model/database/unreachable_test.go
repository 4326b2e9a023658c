package database_test

import (
	"path/filepath"
	"strings"
	"testing"

	"siamface/model/database"
)

// TestUnreachable: what can't be opened is said in one line, which names the reason and no password.
func TestUnreachable(t *testing.T) {
	for address, want := range map[string]string{
		"postgres://anna:secret@127.0.0.1:1/x":          "nothing answers there",
		"postgres://anna:secret@no.such.host.invalid/x": "there is no computer called no.such.host.invalid",
		filepath.Join(t.TempDir(), "none", "a.db"):      "none isn't there",
	} {
		_, err := database.Open(t.Context(), address)
		if err == nil || !strings.Contains(err.Error(), want) || strings.ContainsAny(err.Error(), "\n\t") || strings.Contains(err.Error(), "secret") {
			t.Errorf("%s: %v; want %q", address, err, want)
		}
	}
}
