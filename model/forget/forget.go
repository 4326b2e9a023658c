// Package forget takes what was derived of somebody out of caches, of the lists and reports
// of runs, of galleries and of queues. It changes none of the
// user's photos. What a model has learned can't be taken out of its weights, nor somebody's part out of a figure: that is listed.
//
// Each file is replaced whole. A work that was interrupted is finished by doing it again: what tells the photos of a person, a run's
// record, is changed last.
package forget

import (
	"cmp"
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"unicode/utf8"

	"siamface/model/cache"
	"siamface/model/database"
	"siamface/model/file"
)

// Kind is a kind of file, or of database, that holds what was derived of people.
type Kind struct {
	Name string // for people: "list of scored pairs"
	// Fits tells whether a file may be of the kind, or whether a server's address is.
	Fits func(path string) bool
	// Learn adds to the subject what the file tells of it: the sums of a person's photos, the names of photos whose sums are known. It may
	// be nil.
	Learn func(s *Subject, path string) error
	// Forget takes the subject out of the file, or only counts in a dry run. The count is of names, rows or entries.
	Forget func(s *Subject, path string, dry bool) (removed int, err error)
	// Whole says that a file is removed as a whole.
	Whole bool
	// Shared says that several programs may use the file at once: it isn't held.
	Shared bool
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

// Forget forgets the subject in the user's caches and in the files and folders named, with all that lie inside, and on servers by their
// addresses. kinds are kinds of files that this package doesn't know by itself. A dry run changes nothing. When ctx ends, what is done
// stays done.
func Forget(ctx context.Context, s *Subject, places []string, kinds []Kind, dry bool) (Result, error) {
	r := Result{DryRun: dry, Changed: []Changed{}, Kept: []Kept{}, People: append([]string{}, s.People()...)}
	files, err := listFiles(ctx, places)
	if err != nil {
		return r, err
	}
	w := work{subject: s, targets: listTargets(files, append(ownKinds(), kinds...)), dry: dry, result: &r}
	if err := w.learn(ctx); err != nil {
		return r, err
	}
	r.Photos = len(s.sums)
	if r.Cache, err = cache.Forget(s.Sums(), dry); err != nil {
		return r, err
	}
	r.Entries = r.Cache.Entries + r.Cache.Stale
	for _, t := range w.targets {
		if err := errors.Join(ctx.Err(), w.forgetTarget(t)); err != nil {
			return r, err
		}
	}
	return r, nil
}

// listFiles lists the files named, those in the folders named, and the servers.
func listFiles(ctx context.Context, places []string) (files []string, err error) {
	for _, place := range places {
		if database.IsServer(place) {
			files = append(files, place)
			continue
		}
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

// target is a file or a server's address, and the kinds that it may be of: one of a file, or none.
type target struct {
	path  string
	kinds []Kind
}

// listTargets finds the kinds of files. What tells whose photos they are comes last.
func listTargets(files []string, kinds []Kind) []target {
	targets := make([]target, 0, len(files))
	for _, path := range files {
		t := target{path: path}
		for _, k := range kinds {
			if (len(t.kinds) == 0 || database.IsServer(path)) && k.Fits(path) {
				t.kinds = append(t.kinds, k)
			}
		}
		targets = append(targets, t)
	}
	slices.SortStableFunc(targets, func(a, b target) int { return cmp.Compare(a.rank(), b.rank()) })
	return targets
}

// rank is 1 for what the photos of people are learned from, and 0 for the rest.
func (t target) rank() int {
	if slices.ContainsFunc(t.kinds, func(k Kind) bool { return k.Learn != nil }) {
		return 1
	}
	return 0
}

// work is one call of Forget at work.
type work struct {
	subject *Subject
	targets []target
	dry     bool
	result  *Result
}

// learn learns from all files, until none of them tells more: the list of one may name a photo whose sum stands in another's.
func (w *work) learn(ctx context.Context) error {
	for before := -1; before != w.subject.size(); {
		before = w.subject.size()
		for _, t := range w.targets {
			for _, k := range t.kinds {
				if k.Learn == nil {
					continue
				}
				if err := errors.Join(ctx.Err(), k.Learn(w.subject, t.path)); err != nil {
					return err
				}
			}
		}
	}
	return nil
}

// forgetTarget forgets the subject in a file, if it is of a known kind; of another, it says what stays.
func (w *work) forgetTarget(t target) error {
	known := false
	for _, k := range t.kinds {
		n, err := w.forgetHeld(k, t.path)
		if reason, stays := errors.AsType[keptError](err); stays {
			w.keep(t.path, string(reason))
			err = nil
		}
		if errors.Is(err, ErrForeign) {
			continue
		}
		if err != nil {
			return err
		}
		known = true
		if n > 0 {
			w.noteChange(k, t.path, n)
		}
	}
	if !known {
		w.keepForeign(t.path)
	}
	return nil
}

// serverKeeps is what of a server can't be reached.
const serverKeeps = "the server's own log and its copies hold them until they are overwritten, which isn't up to this program"

func (w *work) noteChange(k Kind, path string, n int) {
	_, err := os.Lstat(path)
	deleted := errors.Is(err, fs.ErrNotExist) || w.dry && k.Whole
	if database.IsServer(path) {
		w.keep(path, serverKeeps)
		deleted = false
	}
	w.result.Changed = append(w.result.Changed, Changed{database.HidePassword(path), k.Name, n, deleted})
}

// forgetHeld keeps others from writing in the file's folder meanwhile.
func (w *work) forgetHeld(k Kind, path string) (int, error) {
	if w.dry || k.Shared {
		return k.Forget(w.subject, path, w.dry)
	}
	held, err := file.HoldFolder(filepath.Dir(path), "forget")
	if err != nil {
		return 0, err
	}
	defer held.Release()
	return k.Forget(w.subject, path, false)
}

// keep notes what can't be forgotten.
func (w *work) keep(path, reason string) {
	w.result.Kept = append(w.result.Kept, Kept{database.HidePassword(path), reason})
}

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
