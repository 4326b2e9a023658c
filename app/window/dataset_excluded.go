package window

import (
	"crypto/sha256"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"siamface/model/audit"
	"siamface/model/dataset"
)

// excludedFile is where it is remembered which files of a folder are left out: among the program's own things, not the user's
// photos.
func excludedFile(root string) (string, error) {
	config, err := os.UserConfigDir()
	if err != nil {
		return "", fmt.Errorf("this system has no folder for settings: %w", err)
	}
	return filepath.Join(config, "siamface", "left out", fmt.Sprintf("%x.txt", sha256.Sum256([]byte(root)))), nil
}

// readExcluded reads which files of a folder were left out when it was open last.
func readExcluded(root string) (*audit.Exclusions, error) {
	path, err := excludedFile(root)
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
	path, err := excludedFile(root)
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

// leaveOut leaves files of the open folder out, or takes them in again, and remembers it. The folder itself isn't changed.
func (s *state) leaveOut(out bool, files ...string) error {
	change := s.excluded.Add
	if !out {
		change = func(files ...string) error { s.excluded.Remove(files...); return nil }
	}
	if err := change(files...); err != nil {
		return err
	}
	s.data = s.whole.Without(s.excluded.Files())
	notify(s.onSplit)
	return rememberExcluded(s.whole.Root, s.excluded)
}

// use counts the photos of a person that aren't left out.
func (s *state) use(who dataset.Person) int {
	n := 0
	for _, ph := range who.Photos {
		if !s.excluded.Has(ph.Path) {
			n++
		}
	}
	return n
}

// setSplit puts a person into a split, to stay there whatever is drawn or left out.
func (s *state) setSplit(name string, split dataset.Split) error {
	if err := s.whole.SetSplit(name, split); err != nil {
		return err
	}
	_ = s.data.SetSplit(name, split) // who is left out as a whole isn't there
	notify(s.onSplit)
	return nil
}

// copySplits shows in the whole folder the splits drawn among those who aren't left out; both are in one order.
func (s *state) copySplits() {
	people := s.whole.People
	for _, who := range s.data.People {
		for people[0].Name != who.Name {
			people = people[1:]
		}
		people[0].Split = who.Split
	}
}
