package session

import (
	"crypto/sha256"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"siamface/model/audit"
)

// ExcludedFile is where it is remembered which files of a folder are left out: among the program's own things, not the user's
// photos.
func ExcludedFile(root string) (string, error) {
	config, err := os.UserConfigDir()
	if err != nil {
		return "", fmt.Errorf("this system has no folder for settings: %w", err)
	}
	return filepath.Join(config, "siamface", "left out", fmt.Sprintf("%x.txt", sha256.Sum256([]byte(root)))), nil
}

// ReadExcluded reads which files of a folder were left out when it was open last.
func ReadExcluded(root string) (*audit.Exclusions, error) {
	path, err := ExcludedFile(root)
	if err != nil {
		return new(audit.Exclusions), nil // then nothing was remembered either
	}
	list, err := audit.ReadExclusions(path)
	if errors.Is(err, fs.ErrNotExist) {
		return new(audit.Exclusions), nil
	}
	if err != nil {
		return new(audit.Exclusions), err
	}
	return list, nil
}

// rememberExcluded writes the list for the next time the folder is opened.
func rememberExcluded(root string, list *audit.Exclusions) error {
	path, err := ExcludedFile(root)
	if err != nil {
		return err
	}
	if len(list.Files()) == 0 {
		if err := os.Remove(path); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
		return nil
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return err
	}
	return list.Write(path)
}
