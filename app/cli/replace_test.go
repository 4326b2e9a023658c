package cli_test

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/spf13/cobra"

	"siamface/app/cli"
)

// TestEveryVerbThatWritesHasForce: a flag that names a file or a folder to write stands beside --force.
func TestEveryVerbThatWritesHasForce(t *testing.T) {
	outputs := []string{"out", "draw", "regions", "onnx", "safetensors", "report", "run"}
	exempt := []string{"siamface demo", "siamface forget"} // works in a folder of its own; reads runs
	found := 0
	var walk func(c *cobra.Command)
	walk = func(c *cobra.Command) {
		for _, below := range c.Commands() {
			walk(below)
		}
		for _, name := range outputs {
			if c.Flags().Lookup(name) == nil || slices.Contains(exempt, c.CommandPath()) {
				continue
			}
			if found++; c.Flags().Lookup("force") == nil {
				t.Errorf("%s has --%s and no --force", c.CommandPath(), name)
			}
		}
	}
	walk(cli.BuildCommand())
	if found < 11 {
		t.Errorf("only %d flags that name an output were found", found)
	}
}

// TestNothingIsReplacedUnasked: no verb writes over a file of somebody's, unless it is told to.
func TestNothingIsReplacedUnasked(t *testing.T) {
	faces, run, model, _ := trainedRun(t)
	dir := t.TempDir()
	at := func(name string) string { return filepath.Join(dir, name) }
	queue := at("queue.db")
	succeed(t, "enqueue", faces, "--queue", queue, "--model", model)
	succeed(t, "worker", "--queue", queue, "--drain", "--device", "cpu")
	cases := []struct {
		name     string
		networks bool
		there    string // the file that is there already
		args     []string
	}{
		{"histogram", false, at("h.png"), []string{"histogram", run, "--out", at("h.png")}},
		{"export --onnx", false, at("m.onnx"), []string{"export", run, "--onnx", at("m.onnx")}},
		{"export --safetensors", false, at("m.safetensors"), []string{"export", run, "--safetensors", at("m.safetensors")}},
		{"embed .csv", false, at("e.csv"), []string{"embed", faces, "--model", model, "--out", at("e.csv")}},
		{"embed .safetensors", false, at("e.safetensors"), []string{"embed", faces, "--model", model, "--out", at("e.safetensors")}},
		{"embed .npy", false, at("e.npy"), []string{"embed", faces, "--model", model, "--out", at("e.npy")}},
		{"embed, the names beside .npy", false, at("n.files.csv"), []string{"embed", faces, "--model", model, "--out", at("n.npy")}},
		{"queue result", false, at("q.npy"), []string{"queue", "result", "1", "--queue", queue, "--out", at("q.npy")}},
		{"verify --regions", true, at("r.png"), []string{"verify", "A", "B", "--regions", at("r.png")}},
		{"detect --draw a file", true, at("d.png"), []string{"detect", "A", "--draw", at("d.png")}},
		{"detect --draw a folder", true, at("drawn/2.png"), []string{"detect", "A", "--draw", at("drawn")}},
		{"group", true, at("g.csv"), []string{"group", "FOLDER", "--out", at("g.csv")}},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			if c.networks {
				withNetworks(t)
				for i, arg := range c.args {
					switch arg {
					case "A":
						c.args[i] = realPhoto(t, "people", "kit-harington", "2.jpg")
					case "B":
						c.args[i] = realPhoto(t, "people", "kit-harington", "1.jpg")
					case "FOLDER":
						c.args[i] = realPhoto(t, "people", "rose-leslie")
					}
				}
			}
			write(t, c.there, "years of work")
			o := call(t, c.args...)
			failed(t, o, 1, "--force")
			if !strings.Contains(o.stderr, filepath.Base(c.there)) || read(t, c.there) != "years of work" {
				t.Errorf("said %q, and the file holds %q", o.stderr, read(t, c.there)[:5])
			}
			succeed(t, append(c.args, "--force")...)
			if read(t, c.there) == "years of work" {
				t.Error("--force left the file as it was")
			}
			if err := os.Remove(c.there); err != nil {
				t.Fatal(err)
			}
			if err := os.Mkdir(c.there, 0o755); err != nil {
				t.Fatal(err)
			}
			if c.name != "detect --draw a file" { // which then draws into the folder
				failed(t, call(t, append(c.args, "--force")...), 1, "folder")
			}
		})
	}
}

// TestOwnIsRenewed: figures and tables of embeddings that the program has made are made again by the same call.
func TestOwnIsRenewed(t *testing.T) {
	faces, run, model, _ := trainedRun(t)
	at := func(name string) string { return filepath.Join(t.TempDir(), name) }
	for _, args := range [][]string{
		{"histogram", run, "--out", at("h.png")},
		{"histogram", run, "--out", at("h.svg")},
		{"histogram", run, "--out", at("h.pdf")},
		{"embed", faces, "--model", model, "--out", at("e.csv")},
		{"embed", faces, "--model", model, "--out", at("e.npy")},
		{"embed", faces, "--model", model, "--out", at("e.safetensors")},
	} {
		out := args[len(args)-1]
		succeed(t, args...)
		first := read(t, out)
		succeed(t, args...)
		if read(t, out) != first {
			t.Errorf("%s made another %s", args[0], filepath.Base(out))
		}
		write(t, out, first[:len(first)/2]+"years of work")
		if strings.HasSuffix(out, ".png") {
			failed(t, call(t, args...), 1, "--force")
		}
	}
	failed(t, call(t, "embed", faces, "--model", model, "--out", model), 1, "--force")
}

// TestUnusedDevice: a GPU that is asked for where nothing would use it is said, once.
func TestUnusedDevice(t *testing.T) {
	withNetworks(t)
	photo := realPhoto(t, "people", "kit-harington", "2.jpg")
	for _, args := range [][]string{{"detect", photo}, {"verify", photo, photo}, {"scan", draw(t, 2, 2, 1), "--quick"}} {
		if o := succeed(t, append(args, "--device", "cuda")...); strings.Count(o.stderr, "--device cuda changes nothing here") != 1 {
			t.Errorf("%s says %q", args[0], o.stderr)
		}
		if o := succeed(t, args...); strings.Contains(o.stderr, "--device") {
			t.Errorf("%s speaks of a device unasked: %q", args[0], o.stderr)
		}
	}
}
