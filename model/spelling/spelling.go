// Package spelling is about the names of files and people, which are whatever bytes a disk holds: when two of them are one,
// and how they are written where somebody or something else reads them.
package spelling

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/cases"
	"golang.org/x/text/unicode/norm"
)

// Key is equal for two spellings of one name: in another letter case, with accents stored in another way (Unicode NFC and
// NFD), with other spaces, or with marks that nobody sees. A name that is no valid UTF-8 is its own key.
func Key(name string) string {
	if !utf8.ValidString(name) {
		return name
	}
	folded := norm.NFC.String(cases.Fold().String(norm.NFC.String(strings.Map(visible, name))))
	if key := strings.Join(strings.Fields(folded), " "); key != "" {
		return key
	}
	return name
}

// visible leaves out the marks that show nothing, such as zero-width spaces, and direction marks.
func visible(r rune) rune {
	if unicode.Is(unicode.Cf, r) || unicode.Is(unicode.Variation_Selector, r) {
		return -1
	}
	return r
}

// plainLetters are letters that Unicode doesn't take apart into a letter and a mark.
var plainLetters = strings.NewReplacer("ı", "i", "ø", "o", "ł", "l", "đ", "d", "ð", "d", "æ", "ae", "œ", "oe", "þ", "th")

// Likeness is equal for names that may well be one: Key's, and those that differ in accents, in the width of their letters
// or in what parts their words (a space, _, -, . or nothing at the ends). Whoever compares likenesses asks, and doesn't decide.
func Likeness(name string) string {
	if !utf8.ValidString(name) {
		return name
	}
	plain := plainLetters.Replace(Key(norm.NFKC.String(name)))
	words := strings.FieldsFunc(norm.NFD.String(plain), func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsDigit(r) && !unicode.IsMark(r)
	})
	key := strings.Map(func(r rune) rune {
		if unicode.Is(unicode.Mn, r) && r < 0x0370 { // the marks of Latin letters; those of other scripts make other words
			return -1
		}
		return r
	}, strings.Join(words, " "))
	if key == "" {
		return name
	}
	return key
}

// Difference says in a few words how two names of one Key differ.
func Difference(a, b string) string {
	switch {
	case norm.NFC.String(a) == norm.NFC.String(b):
		return "their accents are stored in two ways (Unicode NFC and NFD)"
	case strings.EqualFold(norm.NFC.String(a), norm.NFC.String(b)):
		return "they differ in upper and lower case alone"
	}
	return "they differ in letter case, spaces or invisible marks alone"
}
