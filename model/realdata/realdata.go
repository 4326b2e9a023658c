// Package realdata is where tests find real photos, the face networks and the font, none of which are part of the project. A test whose
// data is missing is skipped, and says what to set.
package realdata

import (
	"os"
	"path/filepath"
	"testing"
)

// Variable is the environment variable that names the folder of the data; without it, it is ../shared/data beside the project.
const Variable = "SIAMFACE_TESTDATA"

// Path is a path in the folder of the data; without it the test is skipped.
func Path(t testing.TB, elements ...string) string {
	t.Helper()
	path, found := Find(t, elements...)
	if !found {
		t.Skipf("%s isn't there: set %s to the folder that holds it", path, Variable)
	}
	return path
}

// Find is Path for a test that can do without: it tells whether the path is there.
func Find(t testing.TB, elements ...string) (path string, found bool) {
	t.Helper()
	dir := os.Getenv(Variable)
	if dir == "" {
		dir = filepath.Join(project(t), "..", "shared", "data")
	}
	path = filepath.Join(append([]string{dir}, elements...)...)
	_, err := os.Stat(path)
	return path, err == nil
}

// Faces is the folder of the face networks, which the test and the processes that it starts then find.
func Faces(t testing.TB) string {
	t.Helper()
	const variable = "SIAMFACE_WEIGHTS"
	dir := os.Getenv(variable)
	if dir == "" {
		dir = filepath.Join(project(t), ".deps", "faces")
	}
	if _, err := os.Stat(filepath.Join(dir, "fr_feature.onnx")); err != nil {
		t.Skipf("the face networks aren't in %s: setup/faces fetches them, or set %s", dir, variable)
	}
	t.Setenv(variable, dir)
	return dir
}

// Fonts is the folder of the font that is shipped with the program; where the set-up hasn't fetched it the test is skipped.
func Fonts(t testing.TB) string {
	t.Helper()
	dir := filepath.Join(project(t), ".deps", "fonts")
	if _, err := os.Stat(dir); err != nil {
		t.Skipf("the font isn't in %s: setup/fonts fetches it", dir)
	}
	return dir
}

// project is the folder of go.mod; a package's tests run in the package's own folder.
func project(t testing.TB) string {
	t.Helper()
	dir, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	for {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			return dir
		}
		if filepath.Dir(dir) == dir {
			t.Fatal("no go.mod in any folder above")
		}
		dir = filepath.Dir(dir)
	}
}
