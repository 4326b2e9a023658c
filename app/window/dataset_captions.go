package window

import (
	"path"
	"strings"
	"unicode"

	"siamface/model/dataset"
	"siamface/model/spelling"
)

// captionsOf are short names of a person's photos: the part in which their files differ, without what all begin with, without the
// person's name, and without an ending that all share.
func captionsOf(who string, photos []dataset.Photo) []string {
	names := make([]string, len(photos))
	endings := map[string]bool{}
	for i, ph := range photos {
		names[i] = path.Base(ph.Path)
		endings[strings.ToLower(path.Ext(names[i]))] = true
	}
	short := make([]string, len(names))
	for i, name := range names {
		short[i] = name
		if len(endings) == 1 {
			short[i] = strings.TrimSuffix(name, path.Ext(name))
		}
	}
	cut := sharedStart(short)
	if len(short) == 1 {
		cut = sharedStart([]string{short[0], who + "_"})
	}
	for i, name := range short {
		if rest := name[cut:]; rest != "" {
			short[i] = rest
		}
		short[i] = spelling.Show(short[i])
	}
	return short
}

// sharedStart is how many bytes all names begin with, up to the end of a word: a name is not cut within a number.
func sharedStart(names []string) int {
	start := names[0]
	for _, name := range names[1:] {
		for !strings.HasPrefix(name, start) {
			start = start[:len(start)-1]
		}
	}
	end := strings.LastIndexFunc(start, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) && !unicode.IsMark(r) })
	if end < 0 {
		return 0
	}
	return end + 1
}
