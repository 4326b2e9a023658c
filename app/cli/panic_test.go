package cli_test

import (
	"bytes"
	"os"
	"strings"
	"testing"

	"siamface/app/cli"
)

// TestAPanicIsASentence with the path of a log, also from another goroutine.
func TestAPanicIsASentence(t *testing.T) {
	t.Setenv("XDG_CACHE_HOME", t.TempDir())
	for apart, value := range map[bool]string{false: "at once", true: "apart"} {
		var stdout, stderr bytes.Buffer
		code := cli.RunPanicking(t.Context(), apart, &stdout, &stderr)
		head, log, found := strings.Cut(stderr.String(), "; what is known of it is in ")
		if code != 1 || stdout.Len() > 0 || head != "siamface: something unexpected went wrong: "+value || !found || strings.Count(log, "\n") != 1 {
			t.Fatalf("exit %d, %q", code, stderr.String())
		}
		text, err := os.ReadFile(strings.TrimSuffix(log, ".\n"))
		if err != nil || !strings.Contains(string(text), "cli.(*panickingVerb)") {
			t.Errorf("%s, %v", text, err)
		}
	}
}
