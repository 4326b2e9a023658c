package cli_test

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"siamface/app/cli"
)

func demo(t *testing.T, out string) outcome {
	t.Helper()
	var stdout, stderr bytes.Buffer
	code := cli.RunSmallDemo(t.Context(), []string{"demo", "--out", out}, &stdout, &stderr)
	return outcome{code, stdout.String(), stderr.String()}
}

func TestDemo(t *testing.T) {
	out := filepath.Join(t.TempDir(), "demo")
	for _, begins := range []string{"Drew sample faces into ", "Kept the drawings in "} {
		o := demo(t, out)
		lines := strings.Split(strings.TrimSuffix(o.stdout, "\n"), "\n")
		if o.code != 0 || !strings.HasPrefix(lines[0], begins) || !strings.Contains(o.stdout, "drawings of two people") {
			t.Fatalf("exit code %d, stderr %q, stdout:\n%s", o.code, o.stderr, o.stdout)
		}
		histogram := filepath.Join(out, "histogram.png")
		if lines[len(lines)-1] != histogram {
			t.Errorf("the last line is %q", lines[len(lines)-1])
		}
		for _, file := range []string{histogram, filepath.Join(out, "faces", "d08", "3.pgm"), filepath.Join(out, "run", "model.safetensors")} {
			if _, err := os.Stat(file); err != nil {
				t.Error(err)
			}
		}
	}
}

// A demo must neither mix its drawings with anyone's faces nor replace anyone's model.
func TestDemoSparesOthers(t *testing.T) {
	faces := t.TempDir()
	write(t, filepath.Join(faces, "faces", "Ann", "1.pgm"), "")
	failed(t, demo(t, faces), 1, "other things than the demo's drawings")

	for report, says := range map[string]string{
		`{"recipe": "small", "split": {"train": ["Ann"]}}`: "other faces than the demo's",
		`{"split": {"train": ["Ann"]}}`:                    "the demo would replace",
		`{"recipe": "small", "split"`:                      "the demo would replace",
	} {
		folder := t.TempDir()
		write(t, filepath.Join(folder, "run", "report.json"), report)
		failed(t, demo(t, folder), 1, says)
	}
}
