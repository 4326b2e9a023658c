package audit

import (
	"context"
	"path/filepath"
	"slices"

	"siamface/model/dataset"
	"siamface/model/parallel"
	"siamface/model/photo"
)

// entry is a photo with what the work on it needs.
type entry struct {
	dataset.Photo
	abs string
}

// listPhotos lists all photos of all people in their order.
func listPhotos(d *dataset.Dataset) []entry {
	var list []entry
	for _, p := range dataset.PhotosOf(d.People) {
		list = append(list, entry{p, d.Abs(p)})
	}
	return list
}

// listStrays lists the files that are nobody's photos, as far as they look like photos.
func listStrays(ctx context.Context, d *dataset.Dataset) ([]entry, error) {
	strays, err := dataset.FindStrays(ctx, d)
	list := make([]entry, 0, len(strays))
	for _, p := range strays {
		list = append(list, entry{p, d.Abs(p)})
	}
	return list, err
}

// mostStrays is how many strays are compared by what they show, and not by their bytes alone: somebody may keep few people beside
// a great many other photos.
const mostStrays = 2000

// readHeaders reads the headers that nobody has read, those of strays, and leaves out what is no photo.
func readHeaders(photos []entry) []entry {
	list := make([]entry, 0, len(photos))
	strays := 0
	for _, p := range photos {
		if p.Format == "" {
			if strays++; strays > mostStrays {
				break // they stand last
			}
			info, err := photo.Stat(p.abs)
			if err != nil {
				continue
			}
			p.Width, p.Height, p.Format = info.Width, info.Height, info.Format
		}
		list = append(list, p)
	}
	return list
}

// group is one picture in several files, in the order of the photos.
type group struct {
	kind     Kind
	files    []string
	mirrored bool // one of them is the others' mirror image
}

// groupSameBytes finds the groups of files with the same bytes. Only files that share their size with another are read.
func groupSameBytes(ctx context.Context, photos []entry, progress func(Stage, int, int)) ([]group, []dataset.Skipped, error) {
	bySize := map[int64]int{}
	for _, p := range photos {
		bySize[p.Bytes]++
	}
	alike := slices.DeleteFunc(slices.Clone(photos), func(p entry) bool { return bySize[p.Bytes] < 2 })
	sums, failed := make([]string, len(alike)), make([]error, len(alike))
	err := parallel.Each(ctx, len(alike), func(_ context.Context, i int) error {
		sums[i], failed[i] = photo.SHA256(alike[i].abs)
		return nil
	}, func(done int) { progress(Hashing, done, len(alike)) })
	if err != nil {
		return nil, nil, err
	}
	var groups []group
	var broken []dataset.Skipped
	at := map[string]int{} // from a sum to its group
	for i, p := range alike {
		if failed[i] != nil {
			broken = append(broken, dataset.Skipped{Path: p.Path, Reason: explainUnread(p.abs)})
			continue
		}
		if g, known := at[sums[i]]; known {
			groups[g].files = append(groups[g].files, p.Path)
			continue
		}
		at[sums[i]] = len(groups)
		groups = append(groups, group{kind: Duplicate, files: []string{p.Path}})
	}
	return slices.DeleteFunc(groups, func(g group) bool { return len(g.files) < 2 }), broken, nil
}

// explainUnread says in few words why a file that was a photo a moment ago can't be read.
func explainUnread(path string) string {
	if _, err := photo.Stat(filepath.Clean(path)); err != nil {
		return photo.Reason(err)
	}
	return photo.Unreadable
}

// leaveOutCopies leaves out all but the first of each group, and what is broken.
func leaveOutCopies(photos []entry, groups []group, broken []dataset.Skipped) []entry {
	out := map[string]bool{}
	for _, g := range groups {
		for _, f := range g.files[1:] {
			out[f] = true
		}
	}
	for _, s := range broken {
		out[s.Path] = true
	}
	return slices.DeleteFunc(slices.Clone(photos), func(p entry) bool { return out[p.Path] })
}

// addCopies puts the byte-identical copies beside the files that stood for them.
func addCopies(near, same []group) []group {
	copies := map[string][]string{}
	for _, g := range same {
		copies[g.files[0]] = g.files
	}
	for i, g := range near {
		var files []string
		for _, f := range g.files {
			if c := copies[f]; c != nil {
				files = append(files, c...)
			} else {
				files = append(files, f)
			}
		}
		near[i].files = files
	}
	return near
}
