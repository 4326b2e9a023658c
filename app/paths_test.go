package app_test

import (
	"os"
	"path/filepath"
	"slices"
	"testing"

	"siamface/app"
)

func TestListPaths(t *testing.T) {
	dir := t.TempDir()
	t.Chdir(dir)
	photo := filepath.Join(dir, "a photo.jpg")
	for _, name := range []string{photo, filepath.Join(dir, "scan")} {
		if err := os.WriteFile(name, nil, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	for name, c := range map[string]struct {
		args, want []string
		ok         bool
	}{
		"nothing":                    {nil, nil, true},
		"a photo":                    {[]string{photo}, []string{photo}, true},
		"two":                        {[]string{photo, dir}, []string{photo, dir}, true},
		"an address":                 {[]string{"file://" + filepath.ToSlash(dir) + "/a%20photo.jpg"}, []string{photo}, true},
		"the working folder":         {[]string{"."}, []string{dir}, true},
		"a path from there":          {[]string{"./scan"}, []string{filepath.Join(dir, "scan")}, true},
		"a verb like a file":         {[]string{"scan"}, nil, false},
		"a verb with a folder":       {[]string{"scan", dir}, nil, false},
		"a file that is gone":        {[]string{filepath.Join(dir, "gone.jpg")}, nil, false},
		"a flag":                     {[]string{"--help"}, nil, false},
		"an address of the web":      {[]string{"https://localhost/a.jpg"}, nil, false},
		"a photo, then what is gone": {[]string{photo, "./gone"}, nil, false},
	} {
		got, ok := app.ListPaths(c.args)
		if ok != c.ok || !slices.Equal(got, c.want) {
			t.Errorf("%s: %q, %v, want %q, %v", name, got, ok, c.want, c.ok)
		}
	}
}
