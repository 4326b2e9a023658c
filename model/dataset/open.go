package dataset

import (
	"context"
	"fmt"
	"path/filepath"
	"runtime"
	"slices"

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
	l.joinSpellings()
	heads, err := readHeads(ctx, l, progress)
	if err != nil {
		return nil, err
	}
	addPeople(d, l, heads)
	if len(d.People) == 0 {
		return nil, explainNobody(ctx, d)
	}
	d.Warnings = append(l.warnings, warnOfLikeness(d.People)...)
	return d, nil
}

// header is what reading a file's header gave.
type header struct {
	path string
	info photo.Info
	err  error
}

// readHeads looks at all files of the candidates, in their order, a few at a time.
func readHeads(ctx context.Context, l *layout, progress func(int)) ([]header, error) {
	var heads []header
	for _, c := range l.candidates {
		for _, file := range c.files {
			heads = append(heads, header{path: file})
		}
	}
	workers := 4 * runtime.GOMAXPROCS(0) // more than processors: a cold disk keeps them waiting
	err := parallel.By(ctx, workers, len(heads), func(_ context.Context, i int) error {
		heads[i].info, heads[i].err = photo.Stat(filepath.Join(l.root, filepath.FromSlash(heads[i].path)))
		return nil
	}, progress)
	return heads, err
}

// addPeople makes people of the candidates with a readable photo and lists everything else as skipped.
func addPeople(d *Dataset, l *layout, heads []header) {
	if l.published {
		d.given = map[string]Split{}
	}
	for _, c := range l.candidates {
		p := Person{Name: c.name, Split: c.split}
		for _, head := range heads[:len(c.files)] {
			if head.err != nil {
				l.skipPath(head.path, photo.Reason(head.err))
				continue
			}
			i := head.info
			p.Photos = append(p.Photos, Photo{Path: head.path, Width: i.Width, Height: i.Height, Format: i.Format, Bytes: i.Bytes, Remark: i.Remark})
		}
		heads = heads[len(c.files):]
		if len(p.Photos) == 0 {
			l.skipPath(c.path, "no readable photo in it")
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
