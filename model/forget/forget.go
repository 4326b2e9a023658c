// Package forget takes what was derived of somebody out of caches, and out of the lists and reports of runs. It changes none of the
// user's photos. What a model has learned can't be taken out of its weights, nor somebody's part out of a figure: that is listed.
//
// Each file is replaced whole. A work that was interrupted is finished by doing it again: what tells the photos of a person, a run's
// record, is changed last.
package forget

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"unicode/utf8"

	"siamface/model/cache"
	"siamface/model/file"
	"siamface/model/run"
)

// Kind is a kind of file that holds what was derived of people.
type Kind struct {
	Name string // for people: "list of scored pairs"
	// Fits tells whether a file, by its name, may be of the kind.
	Fits func(name string) bool
	// Forget takes the subject out of the file, or only counts in a dry run. The count is of names, rows or entries.
	Forget func(s *Subject, path string, dry bool) (removed int, err error)
}

// Changed is a file that the subject was taken out of.
type Changed struct {
	File    string `json:"file"`
	Kind    string `json:"kind"`
	Removed int    `json:"removed"` // names, rows or entries
	Deleted bool   `json:"deleted"` // the whole file is gone
}

// Kept is what the subject couldn't be taken out of.
type Kept struct {
	File   string `json:"file"`
	Reason string `json:"reason"` // an English sentence
}

// Result is what was forgotten, and what wasn't.
type Result struct {
	DryRun  bool            `json:"dry_run"`
	People  []string        `json:"people"`
	Photos  int             `json:"photos"` // of which something could have been kept
	Cache   cache.Forgotten `json:"-"`
	Entries int             `json:"cache_entries"`
	Changed []Changed       `json:"changed"`
	Kept    []Kept          `json:"kept"`
}

// Forget forgets the subject in the user's caches and in the files and folders named, with all that lie inside. kinds are kinds of files
// that this package doesn't know. A dry run changes nothing. When ctx ends, what is done stays done.
func Forget(ctx context.Context, s *Subject, places []string, kinds []Kind, dry bool) (Result, error) {
	r := Result{DryRun: dry, Changed: []Changed{}, Kept: []Kept{}, People: append([]string{}, s.People()...)}
	files, err := listFiles(ctx, places)
	if err != nil {
		return r, err
	}
	for _, path := range files {
		if filepath.Base(path) == run.ReportFile {
			learnFrom(s, path)
		}
	}
	r.Photos = len(s.sums)
	if r.Cache, err = cache.Forget(s.Sums(), dry); err != nil {
		return r, err
	}
	r.Entries = r.Cache.Entries + r.Cache.Stale
	w := work{subject: s, kinds: append(ownKinds(), kinds...), dry: dry, result: &r}
	for _, last := range []bool{false, true} { // what tells whose photos they are comes last
		for _, path := range files {
			if err := ctx.Err(); err != nil {
				return r, err
			}
			if (filepath.Base(path) == run.ReportFile) != last {
				continue
			}
			if err := w.forgetFile(path); err != nil {
				return r, err
			}
		}
	}
	return r, nil
}

// listFiles lists the files named, and those in the folders named.
func listFiles(ctx context.Context, places []string) (files []string, err error) {
	for _, place := range places {
		err := filepath.WalkDir(place, func(path string, e fs.DirEntry, err error) error {
			if err != nil {
				return err
			}
			if err := ctx.Err(); err != nil {
				return err
			}
			if e.Type().IsRegular() && e.Name() != file.LockFile {
				files = append(files, path)
			}
			return nil
		})
		if err != nil {
			return nil, err
		}
	}
	return files, nil
}

// work is one call of Forget at work.
type work struct {
	subject *Subject
	kinds   []Kind
	dry     bool
	result  *Result
}

// forgetFile forgets the subject in a file, if it is of a known kind; of another, it says what stays.
func (w *work) forgetFile(path string) error {
	for _, k := range w.kinds {
		if !k.Fits(filepath.Base(path)) {
			continue
		}
		n, err := w.forgetHeld(k, path)
		switch {
		case errors.Is(err, ErrForeign):
			w.keepForeign(path)
		case errors.Is(err, errLearned):
			w.keep(path, "the model has learned from them, and nobody can take that out of its weights: train again without them, or delete it")
			err = nil
		}
		if err != nil && !errors.Is(err, ErrForeign) {
			return err
		}
		if n > 0 {
			_, statErr := os.Lstat(path)
			w.result.Changed = append(w.result.Changed, Changed{path, k.Name, n, errors.Is(statErr, fs.ErrNotExist) || w.dry && k.Name == pageName})
		}
		return nil
	}
	w.keepForeign(path)
	return nil
}

// forgetHeld keeps others from writing in the file's folder meanwhile.
func (w *work) forgetHeld(k Kind, path string) (int, error) {
	if w.dry {
		return k.Forget(w.subject, path, true)
	}
	held, err := file.HoldFolder(filepath.Dir(path), "forget")
	if err != nil {
		return 0, err
	}
	defer held.Release()
	return k.Forget(w.subject, path, false)
}

// keep notes what can't be forgotten.
func (w *work) keep(path, reason string) { w.result.Kept = append(w.result.Kept, Kept{path, reason}) }

// mostSearched bounds how much of a file of no known kind is searched for names.
const mostSearched = 16 << 20

// keepForeign notes a file of no known kind, if the subject is named in it.
func (w *work) keepForeign(path string) {
	info, err := os.Stat(path)
	if err != nil || info.Size() > mostSearched {
		return
	}
	data, err := os.ReadFile(path)
	if err != nil {
		return
	}
	if utf8.Valid(data) && w.subject.isMentioned(string(data)) {
		w.keep(path, "it names them and is of no kind that Siamface knows: change it by hand")
	}
}
