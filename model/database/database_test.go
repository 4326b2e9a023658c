package database_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"siamface/model/database"
	"siamface/model/database/testserver"
)

func TestMain(m *testing.M) { testserver.Main(m) }

// both runs a test on a file and on a server.
func both(t *testing.T, test func(t *testing.T, address string)) {
	t.Run("file", func(t *testing.T) { test(t, filepath.Join(t.TempDir(), "a b?%#.db")) })
	t.Run("server", func(t *testing.T) { test(t, testserver.Address(t)) })
}

func open(t *testing.T, address string) *database.Database {
	t.Helper()
	d, err := database.Open(t.Context(), address)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := d.Close(); err != nil {
			t.Error(err)
		}
	})
	return d
}

func list(t *testing.T, d *database.Database) (names []string) {
	t.Helper()
	err := d.Change(t.Context(), func(s database.Session) error {
		return s.Query(t.Context(), func(scan func(...any) error) error {
			var name string
			err := scan(&name)
			names = append(names, name)
			return err
		}, "SELECT name FROM people WHERE name <> ?1 ORDER BY name", "")
	})
	if err != nil {
		t.Fatal(err)
	}
	return names
}

func TestChangeIsWholeOrNothing(t *testing.T) {
	both(t, func(t *testing.T, address string) {
		d := open(t, address)
		add := func(name string, then error) error {
			return d.Change(t.Context(), func(s database.Session) error {
				if _, err := s.Execute(t.Context(), "CREATE TABLE IF NOT EXISTS people (name TEXT PRIMARY KEY)"); err != nil {
					return err
				}
				n, err := s.Execute(t.Context(), "INSERT INTO people (name) VALUES (?1)", name)
				if err == nil && n != 1 {
					t.Errorf("%d rows changed, want 1", n)
				}
				return errors.Join(err, then)
			})
		}
		if err := add("Ann", nil); err != nil {
			t.Fatal(err)
		}
		if err := add("Bob", os.ErrInvalid); !errors.Is(err, os.ErrInvalid) {
			t.Errorf("the error is %v", err)
		}
		if err := add("Ann", nil); err == nil {
			t.Error("a name twice is no error")
		}
		if got := list(t, d); len(got) != 1 || got[0] != "Ann" {
			t.Errorf("%v is kept, want Ann", got)
		}
		again := open(t, address)
		if got := list(t, again); len(got) != 1 {
			t.Errorf("%v is read by another", got)
		}
	})
}

func TestFileIsPrivate(t *testing.T) {
	path := filepath.Join(t.TempDir(), "d.db")
	d := open(t, path)
	err := d.Change(t.Context(), func(s database.Session) error {
		_, err := s.Execute(t.Context(), "CREATE TABLE t (a INT)")
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, ending := range []string{"", "-wal", "-shm"} {
		if info, err := os.Stat(path + ending); err != nil || info.Mode().Perm() != 0o600 {
			t.Errorf("%s: %v, %v", ending, info, err)
		}
	}
}

func TestWhatIsNoDatabase(t *testing.T) {
	folder := t.TempDir()
	text := filepath.Join(folder, "text")
	if err := os.WriteFile(text, []byte(strings.Repeat("no database ", 1000)), 0o600); err != nil {
		t.Fatal(err)
	}
	for address, says := range map[string]string{
		folder:                                "is not a file",
		text:                                  "no SQLite database",
		filepath.Join(folder, "none", "d.db"): "isn't there",
		"postgres://u:secret@127.0.0.1:1/d":   "can't be used",
		"postgres://[":                        "looks like postgres://",
		"postgres://u@127.0.0.1:1/d?password=secret&connect_timeout=1": "can't be used",
	} {
		d, err := database.Open(context.Background(), address)
		if err == nil {
			t.Errorf("%s opens", address)
			_ = d.Close()
		} else if !strings.Contains(err.Error(), says) || strings.Contains(err.Error(), "secret") {
			t.Errorf("%s: %v", address, err)
		}
	}
	if data, err := os.ReadFile(text); err != nil || len(data) != 12000 {
		t.Error("what is no database was changed")
	}
}
