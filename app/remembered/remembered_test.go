package remembered_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"siamface/app/remembered"
)

func TestForgetFolders(t *testing.T) {
	path := filepath.Join(t.TempDir(), "preferences.json")
	anna := func(folder string) bool { return strings.HasSuffix(folder, "/anna") }
	if n, err := remembered.ForgetFolders(path, anna, false); n != 0 || err != nil {
		t.Errorf("without settings: %d, %v", n, err)
	}
	before := `{"recent folders":["/a/anna","/a/ben","/b/anna"],"theme":"dark","window width":1080.5}`
	put(t, path, before)
	if n, err := remembered.ForgetFolders(path, anna, true); n != 2 || err != nil || get(t, path) != before {
		t.Errorf("a dry run: %d, %v, %s", n, err, get(t, path))
	}
	if n, err := remembered.ForgetFolders(path, anna, false); n != 2 || err != nil {
		t.Errorf("%d, %v", n, err)
	}
	var now map[string]any
	if err := json.Unmarshal([]byte(get(t, path)), &now); err != nil {
		t.Fatal(err)
	}
	if want := map[string]any{"recent folders": []any{"/a/ben"}, "theme": "dark", "window width": 1080.5}; !reflect.DeepEqual(now, want) {
		t.Errorf("left: %v", now)
	}
	for _, damaged := range []string{"", "{", `{"theme":"dark"}`, `{"recent folders":7}`} {
		put(t, path, damaged)
		if n, err := remembered.ForgetFolders(path, anna, false); n != 0 || err != nil || get(t, path) != damaged {
			t.Errorf("%q: %d, %v, %q", damaged, n, err, get(t, path))
		}
	}
}

func put(t *testing.T, path, text string) {
	t.Helper()
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

func get(t *testing.T, path string) string {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

// TestSecure leaves settings as a kill in the middle of their writing does: empty or cut. They come back as they were at the last start.
func TestSecure(t *testing.T) {
	path := filepath.Join(t.TempDir(), "preferences.json")
	secure := func(holds string) string {
		t.Helper()
		if err := os.WriteFile(path, []byte(holds), 0o600); err != nil {
			t.Fatal(err)
		}
		if err := remembered.Secure(path); err != nil {
			t.Fatal(err)
		}
		got, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		return string(got)
	}
	if got := secure(""); got != "" {
		t.Errorf("nothing was kept, and %q came of it", got)
	}
	const whole, later = `{"theme":"dark"}`, `{"theme":"light","language":"zh"}`
	for _, settings := range []string{whole, later} {
		if got := secure(settings); got != settings {
			t.Errorf("whole settings became %q", got)
		}
		for _, left := range []string{"", settings[:9], "null", "[1]"} {
			if got := secure(left); got != settings {
				t.Errorf("of %q came %q, want %q", left, got, settings)
			}
		}
	}
	if info, err := os.Stat(path + ".copy"); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("the copy: %v, %v", info, err)
	}
	if err := os.Remove(path); err != nil {
		t.Fatal(err)
	}
	if err := remembered.Secure(path); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(path); err == nil {
		t.Error("settings that somebody removed came back")
	}
}
