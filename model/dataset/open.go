package dataset

import (
	"context"
	"errors"
	"fmt"
	"path"
	"path/filepath"
	"runtime"
	"slices"
	"strings"

	"siamface/model/parallel"
	"siamface/model/photo"
)

// Open finds the people below root and reads the header of every photo. A file that is no photo, or a broken one, is listed
// with its reason among the skipped and the rest goes on. Without split folders everybody is in Train until Assign.
//
// progress, when given, is called with the number of files looked at, from one goroutine at a time and not after Open has
// returned. When ctx ends, Open returns its error after the few files that are being looked at. A root without people is
// an error that says how the folder must look.
func Open(ctx context.Context, root string, progress func(done int)) (*Dataset, error) {
	root, err := filepath.Abs(root)
	if err != nil {
		return nil, fmt.Errorf("can't open %s: %w", root, err)
	}
	l, err := readLayout(ctx, root)
	if err != nil {
		return nil, err
	}
	d := &Dataset{Root: root, Published: l.published}
	d.Warnings = l.dropDoubles()
	heads, err := l.readHeads(ctx, progress)
	if err != nil {
		return nil, err
	}
	d.take(l, heads)
	if len(d.People) == 0 {
		return nil, nobody(d)
	}
	return d, nil
}

// dropDoubles keeps each name once, in the split that comes first: nobody may be both learnt from and tested on.
func (l *layout) dropDoubles() (warnings []string) {
	slices.SortStableFunc(l.candidates, func(a, b candidate) int { return int(a.split) - int(b.split) })
	first := map[string]string{}
	l.candidates = slices.DeleteFunc(l.candidates, func(c candidate) bool {
		kept, double := first[c.name]
		if !double {
			first[c.name] = c.path
			return false
		}
		l.skip(c.path, sameAs+kept)
		warnings = append(warnings, fmt.Sprintf("%s and %s are the same person by name: only the photos of %s are used.", kept, c.path, kept))
		return true
	})
	slices.SortFunc(l.candidates, func(a, b candidate) int { return compareNames(a.name, b.name) })
	return warnings
}

// found is what reading a file's header gave.
type found struct {
	path string
	info photo.Info
	err  error
}

// readHeads looks at all files of the candidates, in their order, a few at a time.
func (l *layout) readHeads(ctx context.Context, progress func(int)) ([]found, error) {
	var heads []found
	for _, c := range l.candidates {
		for _, name := range c.files {
			heads = append(heads, found{path: path.Join(c.path, name)})
		}
	}
	workers := 4 * runtime.GOMAXPROCS(0) // more than processors: a cold disk keeps them waiting
	err := parallel.By(ctx, workers, len(heads), func(_ context.Context, i int) error {
		heads[i].info, heads[i].err = photo.Stat(filepath.Join(l.root, filepath.FromSlash(heads[i].path)))
		return nil
	}, progress)
	return heads, err
}

// take makes people of the candidates with a readable photo and lists everything else as skipped.
func (d *Dataset) take(l *layout, heads []found) {
	if l.published {
		d.given = map[string]Split{}
	}
	for _, c := range l.candidates {
		p := Person{Name: c.name, Split: c.split}
		for _, head := range heads[:len(c.files)] {
			if head.err != nil {
				l.skip(head.path, photo.Reason(head.err))
				continue
			}
			i := head.info
			p.Photos = append(p.Photos, Photo{Path: head.path, Width: i.Width, Height: i.Height, Format: i.Format, Bytes: i.Bytes, Remark: i.Remark})
		}
		heads = heads[len(c.files):]
		if len(p.Photos) == 0 {
			l.skip(c.path, "no readable photo in it")
			continue
		}
		d.People = append(d.People, p)
		if l.published {
			d.given[p.Name] = p.Split
		}
	}
	d.Skipped = l.skipped
	slices.SortFunc(d.Skipped, func(a, b Skipped) int { return compareNames(a.Path, b.Path) })
}

const shape = "a person is a folder with photos in it, so that the folder to open holds one folder a person, or folders named Training and Testing that do"

// noFolders is the error for a root without sub-folders, which may well be one person's.
func noFolders(root string, top listing) error {
	if slices.ContainsFunc(top.files, photo.MaybePhoto) {
		return fmt.Errorf("%s holds photos but no people's folders: %s; if it is one person's folder, open the one above it", root, shape)
	}
	return fmt.Errorf("there are no people in %s: %s", root, shape)
}

// nobody is the error for folders none of which makes a person, with the first reasons beneath.
func nobody(d *Dataset) error {
	var reasons []string
	for _, s := range d.Skipped[:min(3, len(d.Skipped))] {
		reasons = append(reasons, s.Path+": "+s.Reason)
	}
	return fmt.Errorf("there are no readable photos of people in %s: %s (%w)", d.Root, shape, errors.New(strings.Join(reasons, "; ")))
}
