// Package language has texts in both languages of the program, for words that stand beside what they name.
package language

// The languages, named as in a locale.
const (
	English = "en"
	Chinese = "zh"
)

// Text is a text in each language.
type Text struct{ English, Chinese string }

// In is the text in a language; in one that isn't known it is English.
func (t Text) In(language string) string {
	if language == Chinese {
		return t.Chinese
	}
	return t.English
}

// Whole tells whether the text is there in each language.
func (t Text) Whole() bool { return t.English != "" && t.Chinese != "" }
