package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestPages(t *testing.T) {
	folder := filepath.Join(t.TempDir(), "man1")
	if err := writePages(folder); err != nil {
		t.Fatal(err)
	}
	for name, wants := range map[string][]string{
		"siamface.1":           {".TH", "siamface", "verify", "without one"},
		"siamface-train.1":     {"--recipe", "--epochs", "--run"},
		"siamface-histogram.1": {"histogram.pdf"},
	} {
		page, err := os.ReadFile(filepath.Join(folder, name))
		if err != nil {
			t.Fatal(err)
		}
		plain := strings.ReplaceAll(string(page), `\-`, "-")
		for _, want := range wants {
			if !strings.Contains(plain, want) {
				t.Errorf("%s doesn't say %q", name, want)
			}
		}
	}
	again := filepath.Join(t.TempDir(), "man1")
	if err := writePages(again); err != nil {
		t.Fatal(err)
	}
	first, _ := os.ReadFile(filepath.Join(folder, "siamface.1"))
	if second, _ := os.ReadFile(filepath.Join(again, "siamface.1")); string(first) != string(second) {
		t.Error("two times the pages differ")
	}
}
