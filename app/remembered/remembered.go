// Package remembered is what the window remembers on the disk from one start to the next, for those who know no window.
package remembered

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"

	"siamface/model/file"
)

// AppID names the program to the desktop and its settings.
const AppID = "org.siamface.Siamface"

// RecentFolders is the key of the folders opened last.
const RecentFolders = "recent folders"

// File is where the toolkit keeps the settings of the program of AppID; "" where this system has no folder for settings.
func File() string {
	config, err := os.UserConfigDir()
	if err != nil {
		return ""
	}
	return filepath.Join(config, "fyne", AppID, "preferences.json")
}

// Files are the files of the settings: the toolkit's and the copy beside it.
func Files() []string {
	path := File()
	if path == "" {
		return nil
	}
	return []string{path, copyOf(path)}
}

func copyOf(path string) string { return path + ".copy" }

// Secure is called before the toolkit reads the settings at path, which it writes in place: a program that is killed meanwhile leaves an empty
// or cut file. Where they can be read, a copy is kept beside them; where they can't, the copy takes their place.
func Secure(path string) error {
	data, err := os.ReadFile(path)
	switch {
	case err == nil && isObject(data):
		if kept, err := os.ReadFile(copyOf(path)); err == nil && bytes.Equal(kept, data) {
			return nil
		}
		return file.WriteBytes(copyOf(path), 0o600, data)
	case errors.Is(err, fs.ErrNotExist): // who removes them wants to begin anew
		return nil
	case err != nil:
		return fmt.Errorf("can't read the window's settings: %w", err)
	}
	kept, err := os.ReadFile(copyOf(path))
	if err != nil || !isObject(kept) {
		return nil // there were none
	}
	return file.WriteBytes(path, 0o600, kept)
}

// isObject tells whether data is a whole JSON object.
func isObject(data []byte) bool {
	var settings map[string]json.RawMessage
	return json.Unmarshal(data, &settings) == nil && settings != nil
}

// ForgetFolders takes folders out of the list of those opened last, or only counts in a dry run. All other settings stay. A window that
// is open has its own list, and writes it anew.
func ForgetFolders(path string, whose func(folder string) bool, dry bool) (removed int, err error) {
	data, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return 0, nil
	}
	if err != nil {
		return 0, fmt.Errorf("can't read the window's settings: %w", err)
	}
	settings := map[string]json.RawMessage{}
	var folders []string
	if json.Unmarshal(data, &settings) != nil || json.Unmarshal(settings[RecentFolders], &folders) != nil {
		return 0, nil // no list, or none that anybody can read: the window begins a new one
	}
	rest := slices.DeleteFunc(slices.Clone(folders), whose)
	removed = len(folders) - len(rest)
	if removed == 0 || dry {
		return removed, nil
	}
	if settings[RecentFolders], err = json.Marshal(rest); err != nil {
		return 0, err
	}
	if data, err = json.Marshal(settings); err != nil {
		return 0, err
	}
	return removed, file.WriteBytes(path, 0o600, data)
}
