package forget

import (
	"fmt"
	"maps"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"siamface/model/dataset"
	"siamface/model/file"
	"siamface/model/spelling"
)

// Subject is who is to be forgotten: people by their names, and photos by the sums of their files and by the names that lists have for
// them.
type Subject struct {
	people map[string]bool // by spelling.Key
	names  []string        // of the people, as they were given
	files  map[string]bool // as lists name them
	sums   map[string]bool
	paths  []string // of photos, absolute, with slashes
}

// sumForm is a SHA-256.
var sumForm = regexp.MustCompile(`^[0-9a-f]{64}$`)

// IsSum tells the SHA-256 of a photo's file, in lower-case hexadecimal.
func IsSum(text string) bool { return sumForm.MatchString(text) }

// AddPerson adds a person by name. Lists of photos name people by the folders that the photos lie in.
func (s *Subject) AddPerson(name string) {
	if key := spelling.Key(name); !s.people[key] {
		setTrue(&s.people, key)
		s.names = append(s.names, name)
	}
}

// AddSum adds a photo by the SHA-256 of its file.
func (s *Subject) AddSum(sum string) { setTrue(&s.sums, sum) }

// AddFile adds a photo by the name that lists have for it: its path below the folder of faces, with slashes.
func (s *Subject) AddFile(name string) { setTrue(&s.files, name) }

// AddPhoto adds a photo that is there, by its content and its place.
func (s *Subject) AddPhoto(path string) error {
	abs, err := filepath.Abs(path)
	if err != nil {
		return err
	}
	sum, err := file.SHA256(abs)
	if err != nil {
		return fmt.Errorf("can't read %s, whose content tells what was kept of it: %w", spelling.Show(path), err)
	}
	s.addPath(abs)
	s.AddSum(sum)
	return nil
}

// AddFolder adds all files in a person's folder, and the person by the folder's name.
func (s *Subject) AddFolder(folder string) error {
	abs, err := filepath.Abs(folder)
	if err != nil {
		return err
	}
	s.AddPerson(filepath.Base(abs))
	return filepath.WalkDir(abs, func(path string, e os.DirEntry, err error) error {
		if err != nil || !e.Type().IsRegular() {
			return err
		}
		return s.AddPhoto(path)
	})
}

// size goes up with each thing that becomes known of the subject.
func (s *Subject) size() int { return len(s.people) + len(s.files) + len(s.sums) + len(s.paths) }

// addPath adds the place where a photo lay, absolute.
func (s *Subject) addPath(path string) {
	if path = filepath.ToSlash(path); !slices.Contains(s.paths, path) {
		s.paths = append(s.paths, path)
	}
}

// hasPath tells whether an added photo lay at a place, absolute.
func (s *Subject) hasPath(path string) bool { return slices.Contains(s.paths, filepath.ToSlash(path)) }

// People are the names that were added.
func (s *Subject) People() []string { return s.names }

// Sums are the sums of the photos known so far, sorted.
func (s *Subject) Sums() []string { return slices.Sorted(maps.Keys(s.sums)) }

// HasPerson tells whether a name is that of somebody to be forgotten, however it is spelt.
func (s *Subject) HasPerson(name string) bool { return s.people[spelling.Key(spelling.FromCell(name))] }

// HasSum tells whether a sum is that of a photo to be forgotten.
func (s *Subject) HasSum(sum string) bool { return s.sums[sum] }

// HasFile tells whether a list's name of a photo is that of one to be forgotten: it was added, it lies in a folder of the person's
// name, or it is the end of an added photo's path.
func (s *Subject) HasFile(name string) bool {
	name = path.Clean(strings.ReplaceAll(spelling.FromCell(name), `\`, "/"))
	if s.files[name] || s.people[spelling.Key(personOf(name))] {
		return true
	}
	return strings.Contains(name, "/") && slices.ContainsFunc(s.paths, func(p string) bool { return p == name || strings.HasSuffix(p, "/"+name) })
}

// personOf is the folder of the person in a photo's name below the folder of faces: the first one that doesn't name a split.
func personOf(name string) string {
	first, rest, inside := strings.Cut(name, "/")
	if !inside {
		return ""
	}
	if second, _, deeper := strings.Cut(rest, "/"); deeper && dataset.NamesSplit(first) {
		return second
	}
	return first
}

// isMentioned tells whether a sentence names somebody or a photo to be forgotten, as a word of its own.
func (s *Subject) isMentioned(sentence string) bool {
	key := spelling.Key(sentence)
	for name := range s.people {
		if hasWord(key, name) {
			return true
		}
	}
	for name := range s.files {
		if hasWord(key, spelling.Key(name)) {
			return true
		}
	}
	if slices.ContainsFunc(s.paths, func(p string) bool { return hasWord(key, spelling.Key(p)) }) {
		return true
	}
	return slices.ContainsFunc(s.Sums(), func(sum string) bool { return strings.Contains(sentence, sum) })
}

// wordSigns are what parts words: a name beside anything else is a part of another word.
const wordSigns = " \t\n/\\,.:;()\"'“”‘’[]{}!?…"

// hasWord tells whether a text holds a word, which may be several.
func hasWord(text, word string) bool {
	for at := 0; word != ""; {
		i := strings.Index(text[at:], word)
		if i < 0 {
			return false
		}
		start, end := at+i, at+i+len(word)
		before := start == 0 || endsInSign(text[:start])
		after := end == len(text) || strings.IndexFunc(text[end:], isSign) == 0
		if before && after {
			return true
		}
		at = start + 1
	}
	return false
}

func isSign(r rune) bool { return strings.ContainsRune(wordSigns, r) }

func endsInSign(text string) bool {
	return strings.TrimRightFunc(text, isSign) != text
}

func setTrue(set *map[string]bool, key string) {
	if *set == nil {
		*set = map[string]bool{}
	}
	(*set)[key] = true
}
