package dataset

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"siamface/model/photo"
	"siamface/model/spelling"
)

const shape = "a person is a folder with photos in it, so that the folder to open holds one folder a person, or folders named Training and Testing that do"

// explainNoFolders is the error for a root without sub-folders: it may be one person's, or a heap of loose photos.
func explainNoFolders(root string, top listing) error {
	n := top.countPhotos()
	if n == 0 {
		return fmt.Errorf("there are no people in %s: %s", spelling.Show(root), shape)
	}
	return fmt.Errorf("%s holds %s but no people's folders: %s; %s; if they are of several people, give each a folder of their own and move the photos there; "+
		"two photos can be compared as they lie (verify), and a list of pairs scored (evaluate --pairs)", spelling.Show(root), countNoun(n, "photo"), shape, adviseAbove(root))
}

// adviseAbove says to open the folder above one person's, by name where that has people.
func adviseAbove(root string) string {
	text := "if it is one person's folder, open the one above it"
	if above := aboveToOpen(root); above != "" {
		text += ", " + spelling.Show(above)
	}
	return text
}

// aboveToOpen is the folder above a person's that holds several people, or their splits; "" where there is none.
func aboveToOpen(person string) string {
	above := filepath.Dir(person)
	l := &layout{root: above, links: map[string]bool{}}
	beside := 0
	top, err := l.listFolder(".")
	if err != nil || above == person {
		return ""
	}
	for _, name := range top.folders[:min(len(top.folders), mostListed)] {
		if found, err := l.listFolder(name); err == nil && found.countPhotos() > 0 {
			beside++
		}
	}
	if beside < 2 {
		return ""
	}
	if _, split := splitFolders[spelling.Key(filepath.Base(above))]; split && filepath.Dir(above) != above {
		return filepath.Dir(above)
	}
	return above
}

// explainNobody is the error for folders none of which makes a person: it names the folder to open where one lies deeper, else the
// first reasons.
func explainNobody(ctx context.Context, d *Dataset) error {
	at := spelling.Show(d.Root)
	if deeper := findDeeper(ctx, d.Root); len(deeper) > 0 {
		return fmt.Errorf("there are no people in %s, but there are photos deeper: %s (%s)", at, adviseInstead(d.Root, deeper), shape)
	}
	var reasons []string
	for _, s := range d.Skipped[:min(3, len(d.Skipped))] {
		reasons = append(reasons, spelling.Show(s.Path)+": "+s.Reason)
	}
	return fmt.Errorf("there are no readable photos of people in %s: %s (%w)", at, shape, errors.New(strings.Join(reasons, "; ")))
}

// mostListed is how many folders are listed to give advice.
const mostListed = 2_000

// deeperFolder is a folder below the root that holds folders with photos, those of a split counted as its own.
type deeperFolder struct {
	path   string // below the root
	people int
}

// adviseInstead says what to do about people who lie deeper.
func adviseInstead(root string, deeper []deeperFolder) string {
	if deeper[0].people < leastPeople {
		return fmt.Sprintf("move those in %s and the like up into the person's folder", spelling.Show(filepath.Join(root, filepath.FromSlash(deeper[0].path))))
	}
	var names []string
	for _, f := range deeper[:min(3, len(deeper))] {
		if f.people >= leastPeople {
			names = append(names, fmt.Sprintf("%s (%d folders with photos)", spelling.Show(filepath.Join(root, filepath.FromSlash(f.path))), f.people))
		}
	}
	return "open " + strings.Join(names, " or ") + " instead"
}

// findDeeper finds the folders that may be meant instead of the root, the one with the most people first.
func findDeeper(ctx context.Context, root string) []deeperFolder {
	people, walked := map[string]int{}, 0
	_ = fs.WalkDir(os.DirFS(root), ".", func(folder string, entry fs.DirEntry, err error) error {
		switch {
		case ctx.Err() != nil || walked > mostListed:
			return fs.SkipAll
		case err != nil || entry == nil || !entry.IsDir() || folder == ".":
			return nil
		case isHidden(entry.Name()) || strings.Count(folder, "/") >= deepest:
			return fs.SkipDir
		}
		walked++
		if holdsPhotos(root, folder) {
			people[aboveSplit(path.Dir(folder))]++
		}
		return nil
	})
	delete(people, ".")
	var list []deeperFolder
	for folder, n := range people {
		list = append(list, deeperFolder{folder, n})
	}
	slices.SortFunc(list, func(a, b deeperFolder) int { return cmp.Or(b.people-a.people, compareNames(a.path, b.path)) })
	return list
}

// aboveSplit is the folder above one that is named as a split, else the folder itself.
func aboveSplit(folder string) string {
	if _, split := splitFolders[spelling.Key(path.Base(folder))]; split {
		return path.Dir(folder)
	}
	return folder
}

// holdsPhotos tells whether a file in the folder looks like a photo.
func holdsPhotos(root, folder string) bool {
	entries, err := fs.ReadDir(os.DirFS(root), folder)
	return err == nil && slices.ContainsFunc(entries, func(e fs.DirEntry) bool {
		return e.Type().IsRegular() && !isHidden(e.Name()) && photo.MaybePhoto(e.Name())
	})
}
