package database

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/iotest"
)

func TestInspect(t *testing.T) {
	path := filepath.Join(t.TempDir(), "a.db")
	d, err := Open(t.Context(), path)
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	if HasTable(path, "apples") || ApplicationID(path) != 0 {
		t.Error("an empty database has a table, or a number")
	}
	if _, err := d.SQLite.Exec("CREATE TABLE apples (name TEXT); PRAGMA application_id = 77"); err != nil {
		t.Fatal(err)
	}
	if !HasTable(path, "apples") || HasTable(path, "apple") || HasTable(path, "pears") {
		t.Error("a table that is there isn't found, or another one is")
	}
	if err := d.Rewrite(t.Context()); err != nil { // out of its log
		t.Fatal(err)
	}
	if !HasTable(path, "apples") || ApplicationID(path) != 77 {
		t.Errorf("the number is %d", ApplicationID(path))
	}
	text := filepath.Join(t.TempDir(), "text")
	if err := os.WriteFile(text, []byte(strings.Repeat("CREATE TABLE apples (", 99)), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, other := range []string{text, filepath.Dir(text), filepath.Join(text, "none")} {
		if HasTable(other, "apples") || ApplicationID(other) != 0 {
			t.Errorf("%s counts as a database", other)
		}
	}
}

// TestContains looks for a text that lies across the pieces in which a file is read.
func TestContains(t *testing.T) {
	text := []byte("needle")
	for before := 1<<16 - 8; before < 1<<16+2; before++ {
		hay := append(bytes.Repeat([]byte("ne"), before/2+1)[:before], "needle and more"...)
		if !contains(bytes.NewReader(hay), text) || !contains(iotest.HalfReader(bytes.NewReader(hay)), text) {
			t.Errorf("it isn't found after %d bytes", before)
		}
		if contains(bytes.NewReader(hay[:before+5]), text) {
			t.Errorf("a part of it is found after %d bytes", before)
		}
	}
}
