package window

import (
	"path"
	"strings"
	"unicode"
	"unicode/utf8"

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

// sharedStart is how many bytes all names begin with, up to the end of a word: a name is not cut within a number, nor before its ending.
func sharedStart(names []string) int {
	start := names[0]
	for _, name := range names[1:] {
		for !strings.HasPrefix(name, start) {
			_, size := utf8.DecodeLastRuneInString(start)
			start = start[:len(start)-size]
		}
	}
	end := 0
	for i, r := range start {
		if r != '.' && !unicode.IsLetter(r) && !unicode.IsDigit(r) && !unicode.IsMark(r) {
			_, size := utf8.DecodeRuneInString(start[i:])
			end = i + size
		}
	}
	return end
}
