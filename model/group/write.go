package group

import (
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strconv"
	"strings"

	"siamface/model/file"
	"siamface/model/spelling"
)

// WriteList writes people as a table with the columns file and person, a row for each photo of each.
func WriteList(at string, people []Person) error {
	return file.Write(at, 0o600, func(w io.Writer) error {
		out := csv.NewWriter(w)
		rows := [][]string{{"file", "person"}}
		for _, p := range people {
			for _, f := range p.Files {
				rows = append(rows, []string{spelling.Cell(f), spelling.Cell(p.Name)})
			}
		}
		return out.WriteAll(rows)
	})
}

// CheckFolder says why people can't be written into a folder: it must be a new or an empty one, apart from the photos' own.
func CheckFolder(root, out string) error {
	from, err := resolve(root)
	if err != nil {
		return err
	}
	to, err := resolve(out)
	if err != nil {
		return err
	}
	if file.IsWithin(from, to) || file.IsWithin(to, from) {
		return fmt.Errorf("can't write people to %s: it lies in the folder of the photos, or that lies in it; choose a folder elsewhere", spelling.Show(out))
	}
	entries, err := os.ReadDir(out)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil
	case err != nil:
		return fmt.Errorf("can't write people to %s: %w", spelling.Show(out), err)
	case len(entries) > 0:
		return fmt.Errorf("can't write people to %s: something is in it; choose a new folder", spelling.Show(out))
	}
	return nil
}

// resolve is where a path leads; of one that isn't there, by what is there of it.
func resolve(at string) (string, error) {
	abs, err := filepath.Abs(at)
	if err != nil {
		return "", err
	}
	rest := ""
	for here := abs; ; here = filepath.Dir(here) {
		if real, err := filepath.EvalSymlinks(here); err == nil {
			return filepath.Join(real, rest), nil
		}
		if here == filepath.Dir(here) {
			return abs, nil
		}
		rest = filepath.Join(filepath.Base(here), rest)
	}
}

// Placing is how a photo comes into the folder of a person.
type Placing func(photo, at string) error

// Link makes a symbolic link to the photo where it lies.
func Link(photo, at string) error {
	abs, err := filepath.Abs(photo)
	if err != nil {
		return err
	}
	if err := os.Symlink(abs, at); err != nil {
		return fmt.Errorf("can't make a link to %s: %w; copies take its place", spelling.Show(photo), err)
	}
	return nil
}

// Copy copies the photo; only the user can read the copy.
func Copy(photo, at string) error {
	in, err := os.Open(photo)
	if err != nil {
		return fmt.Errorf("can't copy %s: %w", spelling.Show(photo), err)
	}
	defer in.Close()
	return file.Write(at, 0o600, func(w io.Writer) error {
		_, err := io.Copy(w, in)
		return err
	})
}

// WriteFolder makes a folder out with a folder for each person, in which the photos are that lie below root. It is there with all of
// them or not at all, and the photos stay as they are. CheckFolder says which folders it may be.
func WriteFolder(root, out string, people []Person, place Placing) error {
	if err := CheckFolder(root, out); err != nil {
		return err
	}
	if err := os.MkdirAll(filepath.Dir(filepath.Clean(out)), 0o700); err != nil {
		return fmt.Errorf("can't make the folder for %s: %w", spelling.Show(out), err)
	}
	aside, err := os.MkdirTemp(filepath.Dir(filepath.Clean(out)), ".people-")
	if err != nil {
		return fmt.Errorf("can't write people to %s: %w", spelling.Show(out), err)
	}
	defer os.RemoveAll(aside)
	folders := map[string]bool{}
	for _, p := range people {
		folder := filepath.Join(aside, uniqueName(folders, folderName(p.Name), ""))
		if err := placePhotos(root, folder, p.Files, place); err != nil {
			return err
		}
	}
	_ = os.Remove(out) // an empty one; what else it may be is said by the next step
	if err := os.Rename(aside, out); err != nil {
		return fmt.Errorf("can't write people to %s: %w", spelling.Show(out), err)
	}
	file.SyncFolder(filepath.Dir(filepath.Clean(out)))
	return nil
}

// placePhotos makes a person's folder.
func placePhotos(root, folder string, files []string, place Placing) error {
	if err := os.Mkdir(folder, 0o700); err != nil {
		return fmt.Errorf("can't make the folder of a person: %w", err)
	}
	names := map[string]bool{}
	for _, f := range files {
		ending := path.Ext(f)
		name := uniqueName(names, strings.TrimSuffix(path.Base(f), ending), ending)
		if err := place(filepath.Join(root, filepath.FromSlash(f)), filepath.Join(folder, name)); err != nil {
			return err
		}
	}
	return nil
}

// uniqueName is a name that isn't taken, also where systems don't tell letter cases apart: with a number behind the stem if need be.
func uniqueName(taken map[string]bool, stem, ending string) string {
	name := stem + ending
	for n := 2; taken[spelling.Key(name)]; n++ {
		name = stem + "-" + strconv.Itoa(n) + ending
	}
	taken[spelling.Key(name)] = true
	return name
}

// folderName is a person's name as a folder's: what no system takes in a name, or what would hide it, becomes a hyphen.
func folderName(name string) string {
	clean := strings.Map(func(r rune) rune {
		if r < ' ' || r == 0x7f || strings.ContainsRune(`/\:*?"<>|`, r) {
			return '-'
		}
		return r
	}, strings.TrimSpace(name))
	clean = strings.TrimRight(clean, ". ")
	if strings.HasPrefix(clean, ".") || clean == "" {
		clean = "-" + strings.TrimLeft(clean, ".")
	}
	return clean
}
