package main

import (
	"encoding/json"
	"errors"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

const module = "siamface/"

// order is the way through the house from the bottom up: a package of model imports only ones that stand before it.
var order = []string{
	"model/realdata", "model/shipped", "model/random", "model/parallel", "model/language", "model/format", "model/spelling", "model/errorrate", "model/pairlist", "model/file/fault", "model/file", "model/database", "model/database/testserver", "model/queue", "model/bucket", "model/trash", "model/pace", "model/cache", "model/pgm",
	"model/photo/exif", "model/photo/container", "model/photo/sandbox", "model/photo", "model/sample", "model/dataset", "model/weights", "model/torch", "model/torch/torchtest", "model/onnx", "model/face", "model/network", "model/tower", "model/album",
	"model/augment", "model/pair", "model/distance", "model/group", "model/gallery/store", "model/gallery/filestore", "model/gallery/serverstore", "model/gallery/storetest", "model/gallery", "model/loss", "model/audit", "model/evaluate", "model/identify", "model/train", "model/recipes", "model/figure", "model/verify", "model/regions", "model/run", "model/jobs", "model/report", "model/forget",
}

// withGotch is where tensors live, and withONNX where networks are run that nothing trains.
var (
	withGotch = []string{"model/torch"}
	withONNX  = []string{"model/onnx"}
)

type listed struct {
	ImportPath string
	Imports    []string
	Deps       []string
}

func (p listed) short() string { return strings.TrimPrefix(p.ImportPath, module) }

func list(t *testing.T, args ...string) []listed {
	t.Helper()
	out, err := exec.Command("go", append([]string{"list", "-json=ImportPath,Imports,Deps"}, args...)...).Output()
	if err != nil {
		t.Fatalf("go list: %v", err)
	}
	var packages []listed
	for d := json.NewDecoder(strings.NewReader(string(out))); ; {
		var p listed
		if err := d.Decode(&p); errors.Is(err, io.EOF) {
			return packages
		} else if err != nil {
			t.Fatal(err)
		}
		packages = append(packages, p)
	}
}

func has(imports []string, prefix string) bool {
	return slices.ContainsFunc(imports, func(i string) bool { return strings.HasPrefix(i, prefix) })
}

func TestArrowsPointDown(t *testing.T) {
	for _, p := range list(t, "./...") {
		name := p.short()
		if strings.HasPrefix(name, "model/") {
			checkModel(t, p)
		}
		if has(p.Imports, "github.com/sugarme/gotch") && !slices.Contains(withGotch, name) {
			t.Errorf("%s imports gotch, which belongs in %v", name, withGotch)
		}
		if has(p.Imports, "github.com/yalue/onnxruntime_go") && !slices.Contains(withONNX, name) {
			t.Errorf("%s imports ONNX Runtime, which belongs in %v", name, withONNX)
		}
		if (name == "widgets" || name == "assets") && has(p.Deps, module) {
			t.Errorf("%s imports packages of ours", name)
		}
		if name == "app/cli" && has(p.Deps, "fyne.io/") {
			t.Error("app/cli imports Fyne: the command line works without a window")
		}
	}
}

func checkModel(t *testing.T, p listed) {
	at := slices.Index(order, p.short())
	if at < 0 {
		t.Errorf("%s has no place in the order of the house: give it one in this test", p.short())
	}
	if has(p.Deps, "fyne.io/") || has(p.Deps, module+"app") || has(p.Deps, module+"widgets") {
		t.Errorf("%s knows the window", p.short())
	}
	for _, i := range p.Imports {
		if below := slices.Index(order, strings.TrimPrefix(i, module)); below >= at && at >= 0 {
			t.Errorf("%s imports %s, which doesn't lie below it", p.short(), i)
		}
	}
}

func TestHeadlessBuildHasNoWindow(t *testing.T) {
	for _, p := range list(t, "-tags", "headless", ".") {
		if has(p.Deps, "fyne.io/") || has(p.Deps, "github.com/go-gl/") {
			t.Error("the headless build contains Fyne or OpenGL")
		}
	}
}

// TestNoMust looks for gotch's functions that end the process on an error.
func TestNoMust(t *testing.T) {
	must := regexp.MustCompile(`\b(ts|nn|vision|gotch)\.Must[A-Z]|\.Must[A-Z]\w*\(`)
	err := filepath.WalkDir(".", func(path string, e fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if e.IsDir() && strings.HasPrefix(e.Name(), ".") && path != "." {
			return filepath.SkipDir
		}
		if !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
			return nil
		}
		text, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		for i, line := range strings.Split(string(text), "\n") {
			if must.MatchString(line) && !strings.Contains(line, "regexp.Must") {
				t.Errorf("%s:%d: %s", path, i+1, strings.TrimSpace(line))
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}
